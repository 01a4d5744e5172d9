//! Clouds from points, and points from clouds.

use std::any;
use std::borrow::Cow;

use shm_cdr::{HEADER_LEN, ZBufExt, plain};

use super::layout::{Found, Layout, plan};
use super::{CloudError, Point, point_step};
use crate::grid::{Grid, Shape};
use crate::sensor_msgs::{PointCloud2, PointCloud2View};

impl PointCloud2 {
    /// A cloud of these points in a single row, with the fields of the struct.
    ///
    /// The header is empty. `is_dense` is true: set it to false if some coordinates are no numbers.
    ///
    /// ```
    /// use ros_z_msgs::points::PointXyz;
    /// use ros_z_msgs::sensor_msgs::PointCloud2;
    /// use ros_z_msgs::std_msgs::Header;
    ///
    /// let points = [PointXyz { x: 1.0, y: 2.0, z: 3.0 }];
    /// let cloud = PointCloud2 { header: Header::stamped("lidar"), ..PointCloud2::from_points(&points)? };
    /// assert_eq!((cloud.height, cloud.width, cloud.point_step), (1, 1, 12));
    /// # Ok::<(), ros_z_msgs::points::CloudError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A field is no number and no array of numbers, or of 64-bit integers, or the cloud would
    /// have more than 4 GiB.
    pub fn from_points<P: Point>(points: &[P]) -> Result<Self, CloudError> {
        Self::with_points(points.len(), 1, points)
    }

    /// An organised cloud of these points, with `width` of them in each row.
    ///
    /// # Errors
    ///
    /// As for [`from_points`](Self::from_points), and the points are no whole rows.
    pub fn from_organised_points<P: Point>(width: usize, points: &[P]) -> Result<Self, CloudError> {
        let height = points.len().checked_div(width).unwrap_or(0);
        if height * width != points.len() {
            return Err(CloudError::UnevenRows { points: points.len(), width });
        }
        Self::with_points(width, height, points)
    }

    /// A cloud for such points without the data, for a loan: see
    /// [the module](crate::points#without-a-copy).
    ///
    /// Rows have no padding. `is_dense` is true.
    ///
    /// # Errors
    ///
    /// As for [`from_points`](Self::from_points).
    pub fn layout_of<P: Point>(width: usize, height: usize) -> Result<Self, CloudError> {
        let Layout { fields, step } = Layout::of::<P>()?;
        let points = width.saturating_mul(height);
        let too_large = || CloudError::TooLarge { points, point_step: step };
        let size = points.checked_mul(step).and_then(|size| u32::try_from(size).ok());
        size.ok_or_else(too_large)?;
        let number = |number: usize| u32::try_from(number).map_err(|_| too_large());
        Ok(Self {
            height: number(height)?,
            width: number(width)?,
            fields,
            point_step: number(step)?,
            row_step: number(width.saturating_mul(step))?,
            is_dense: true,
            ..Default::default()
        })
    }

    /// How many bytes the data of this cloud has or will have: `height` rows of `row_step` bytes.
    pub fn data_size(&self) -> usize {
        (self.height as usize).saturating_mul(self.row_step as usize)
    }

    fn with_points<P: Point>(
        width: usize,
        height: usize,
        points: &[P],
    ) -> Result<Self, CloudError> {
        let mut cloud = Self::layout_of::<P>(width, height)?;
        let data = match plain::as_bytes(points) {
            Some(bytes) => bytes.to_vec(),
            None => {
                let mut data = vec![0; cloud.data_size()];
                write_points(points, &mut data)?;
                data
            }
        };
        cloud.data = data.into();
        Ok(cloud)
    }

    /// The points of this cloud.
    ///
    /// All of the layout is checked here, once for the cloud.
    ///
    /// # Errors
    ///
    /// The cloud lacks a field of the struct, or has it with another type or count; a field ends
    /// after its point, rows overlap, or the data is too short or too long for the points. In a
    /// cloud of one row, `row_step` is not looked at; the padding of the last row may be missing.
    pub fn points<P: Point>(&self) -> Result<Grid<'_, P>, CloudError> {
        let fields = self.fields.iter().map(|field| Found {
            name: &field.name,
            offset: field.offset,
            datatype: field.datatype,
            count: field.count,
        });
        let cloud = Cloud {
            height: self.height,
            width: self.width,
            is_bigendian: self.is_bigendian,
            point_step: self.point_step,
            row_step: self.row_step,
            data: self.data.bytes(),
        };
        cloud.points(&fields.collect::<Vec<_>>())
    }
}

impl<'a> PointCloud2View<'a> {
    /// The points of this cloud, as [`PointCloud2::points`] gives them.
    ///
    /// # Errors
    ///
    /// As for [`PointCloud2::points`].
    pub fn points<P: Point>(&self) -> Result<Grid<'a, P>, CloudError> {
        let fields = self.fields.iter().map(|field| Found {
            name: field.name,
            offset: field.offset,
            datatype: field.datatype,
            count: field.count,
        });
        let cloud = Cloud {
            height: self.height,
            width: self.width,
            is_bigendian: self.is_bigendian,
            point_step: self.point_step,
            row_step: self.row_step,
            data: Cow::Borrowed(self.data),
        };
        cloud.points(&fields.collect::<Vec<_>>())
    }
}

/// What a cloud and its view have in common.
struct Cloud<'a> {
    height: u32,
    width: u32,
    is_bigendian: bool,
    point_step: u32,
    row_step: u32,
    data: Cow<'a, [u8]>,
}

impl<'a> Cloud<'a> {
    fn points<P: Point>(self, fields: &[Found<'_>]) -> Result<Grid<'a, P>, CloudError> {
        let Self { height, width, is_bigendian, point_step, row_step, data } = self;
        let plan = plan::<P>(fields, point_step, is_bigendian)?;
        let row_len = u64::from(width) * u64::from(point_step);
        if height > 1 && row_len > u64::from(row_step) {
            return Err(CloudError::RowStep { row_step, width, point_step });
        }
        let shape = Shape {
            width: width as usize,
            height: height as usize,
            step: point_step as usize,
            row_step: row_step as usize,
        };
        let whole = u64::from(height) * u64::from(row_step);
        let needed = shape.needed();
        let is_whole = needed.is_some_and(|needed| needed <= data.len())
            && (data.len() as u64 <= whole || Some(data.len()) == needed);
        if !is_whole {
            return Err(CloudError::DataLength {
                found: data.len(),
                expected: if height > 1 { whole } else { u64::from(height) * row_len },
                rows: height.into(),
                width: width.into(),
            });
        }
        Ok(Grid::new(data, shape, plan))
    }
}

/// Writes points into the data of a cloud, such as that of a loan, whose message
/// [`PointCloud2::layout_of`] makes.
///
/// ```
/// use ros_z_msgs::points::{PointXyzir, point_step, write_points};
///
/// let points = [PointXyzir { x: 1.0, ring: 3, ..Default::default() }; 10];
/// let mut data = vec![0; 10 * point_step::<PointXyzir>()];
/// write_points(&points, &mut data)?;
/// assert_eq!(data[..4], 1f32.to_le_bytes());
/// assert_eq!(data[16..20], [3, 0, 0, 0]);
/// # Ok::<(), ros_z_msgs::points::CloudError>(())
/// ```
///
/// # Errors
///
/// There is not exactly the room for these points, or a field of them is no number.
pub fn write_points<P: Point>(points: &[P], data: &mut [u8]) -> Result<(), CloudError> {
    let step = point_step::<P>();
    if points.len().checked_mul(step) != Some(data.len()) {
        return Err(length::<P>(points.len(), data.len()));
    }
    if let Some(bytes) = plain::as_bytes(points) {
        data.copy_from_slice(bytes);
        return Ok(());
    }
    // The encoding has each field where the cloud has it, and nothing for the padding at the end.
    let mut encoded = Vec::new();
    for (point, room) in points.iter().zip(data.chunks_exact_mut(step)) {
        encoded.clear();
        point.write_to(&mut encoded)?;
        let fields = encoded.get(HEADER_LEN..).unwrap_or_default();
        let (used, padding) = room.split_at_mut(fields.len().min(step));
        used.copy_from_slice(fields.get(..used.len()).unwrap_or_default());
        padding.fill(0);
    }
    Ok(())
}

/// The points in the data of a cloud, to be written in place, such as that of a loan whose message
/// [`PointCloud2::layout_of`] makes.
///
/// A struct with gaps is refused when the program is compiled: its points are written with
/// [`write_points`].
///
/// # Errors
///
/// The data is not that of whole points, or not aligned for the struct: 4 bytes for `f32`, which
/// loans always are, and 8 bytes for `f64`.
pub fn points_mut<P: Point>(data: &mut [u8]) -> Result<&mut [P], CloudError> {
    let len = data.len();
    let address = data.as_ptr().addr();
    if len % size_of::<P>() != 0 {
        return Err(length::<P>(len / size_of::<P>(), len));
    }
    plain::as_slice_mut(data).ok_or(CloudError::Unaligned {
        found: 1 << address.trailing_zeros().min(12),
        expected: align_of::<P>(),
        point: any::type_name::<P>(),
    })
}

/// There are not the bytes of so many points.
fn length<P: Point>(points: usize, found: usize) -> CloudError {
    CloudError::DataLength {
        found,
        expected: points as u64 * point_step::<P>() as u64,
        rows: 1,
        width: points as u64,
    }
}
