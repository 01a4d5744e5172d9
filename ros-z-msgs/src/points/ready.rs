//! Points that many programs use, with the names of PCL.

use std::fmt;

use shm_cdr::ShmMessage;

macro_rules! points {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $ty:ty,)* })*) => {$(
        $(#[$doc])*
        #[derive(ShmMessage, Clone, Copy, Debug, Default, PartialEq)]
        #[repr(C)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $ty,)*
        }
    )*};
}

points! {
    /// A point in the plane.
    PointXy {
        /// In meters.
        x: f32,
        /// In meters.
        y: f32,
    }

    /// A point in space.
    PointXyz {
        /// In meters.
        x: f32,
        /// In meters.
        y: f32,
        /// In meters.
        z: f32,
    }

    /// A point with the intensity of what came back.
    PointXyzi {
        /// In meters.
        x: f32,
        /// In meters.
        y: f32,
        /// In meters.
        z: f32,
        /// In a unit of the sensor.
        intensity: f32,
    }

    /// A point with the intensity of what came back and the ring of lasers that saw it.
    ///
    /// Clouds of it have 2 bytes of padding after a point: they are read in place, and written
    /// with [`write_points`](super::write_points).
    PointXyzir {
        /// In meters.
        x: f32,
        /// In meters.
        y: f32,
        /// In meters.
        z: f32,
        /// In a unit of the sensor.
        intensity: f32,
        /// The number of the ring.
        ring: u16,
    }

    /// A point with a color.
    PointXyzRgb {
        /// In meters.
        x: f32,
        /// In meters.
        y: f32,
        /// In meters.
        z: f32,
        /// The color.
        rgb: Rgb,
    }

    /// A point with a color and how opaque it is.
    PointXyzRgba {
        /// In meters.
        x: f32,
        /// In meters.
        y: f32,
        /// In meters.
        z: f32,
        /// The color as `0xAARRGGBB`.
        rgba: u32,
    }

    /// A point on a surface.
    PointXyzNormal {
        /// In meters.
        x: f32,
        /// In meters.
        y: f32,
        /// In meters.
        z: f32,
        /// The normal of the surface.
        normal_x: f32,
        /// The normal of the surface.
        normal_y: f32,
        /// The normal of the surface.
        normal_z: f32,
        /// The curvature of the surface, from 0 to 1.
        curvature: f32,
    }
}

/// A color, as clouds have it: the bits of a `float` are `0x00RRGGBB`.
///
/// ```
/// use ros_z_msgs::points::Rgb;
///
/// let orange = Rgb::new(255, 128, 0);
/// assert_eq!((orange.r(), orange.g(), orange.b()), (255, 128, 0));
/// assert_eq!(orange.bits(), 0x00ff_8000);
/// ```
#[derive(ShmMessage, Clone, Copy, Default)]
#[repr(transparent)]
pub struct Rgb(f32);

impl Rgb {
    /// The color of this red, green and blue.
    pub fn new(r: u8, g: u8, b: u8) -> Self {
        Self(f32::from_bits(u32::from_be_bytes([0, r, g, b])))
    }

    /// Red.
    pub fn r(self) -> u8 {
        let [_, r, _, _] = self.bits().to_be_bytes();
        r
    }

    /// Green.
    pub fn g(self) -> u8 {
        let [_, _, g, _] = self.bits().to_be_bytes();
        g
    }

    /// Blue.
    pub fn b(self) -> u8 {
        let [_, _, _, b] = self.bits().to_be_bytes();
        b
    }

    /// The bits: `0x00RRGGBB`. Some programs set the highest byte, too.
    pub fn bits(self) -> u32 {
        self.0.to_bits()
    }
}

/// Of the bits: as numbers, many colors are not equal to themselves.
impl PartialEq for Rgb {
    fn eq(&self, other: &Self) -> bool {
        self.bits() == other.bits()
    }
}

impl Eq for Rgb {}

impl fmt::Debug for Rgb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rgb({}, {}, {})", self.r(), self.g(), self.b())
    }
}
