//! The fields of a struct beside those of a cloud.

use std::any;

use shm_cdr::ShmMessage;
use shm_cdr::plain::{self, Member, Primitive};

use super::CloudError;
use crate::grid::{Part, Plan};
use crate::sensor_msgs::PointField;

/// A struct that is a point: its fields are numbers and arrays of numbers.
///
/// Every struct with `#[derive(ShmMessage, Clone, Copy)]` and such fields is one; other fields are
/// refused, most of them when the program is compiled:
///
/// ```compile_fail,E0080
/// use ros_z_msgs::sensor_msgs::PointCloud2;
/// use shm_cdr::ShmMessage;
///
/// #[derive(ShmMessage, Clone, Copy)]
/// struct Switch {
///     on: bool,
/// }
///
/// let cloud = PointCloud2::default();
/// let _ = cloud.points::<Switch>().map(|points| points.iter().count());
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a point",
    label = "not a point",
    note = "put `#[derive(ShmMessage, Clone, Copy)]` and `#[repr(C)]` on the struct; its fields \
            are numbers and arrays of numbers"
)]
pub trait Point: ShmMessage + Copy {}

impl<T: ShmMessage + Copy> Point for T {}

/// How many bytes a point takes in a cloud that is made here.
///
/// That is the size of a `#[repr(C)]` struct. Each field follows the one before it, aligned to the
/// size of its number, and so is the next point.
pub fn point_step<P: Point>() -> usize {
    if plain::is_plain::<P>() {
        return size_of::<P>();
    }
    Layout::of::<P>().map_or(size_of::<P>(), |layout| layout.step)
}

/// The fields of a cloud of such points that is made here.
pub(super) struct Layout {
    pub(super) fields: Vec<PointField>,
    /// Bytes from one point to the next.
    pub(super) step: usize,
}

impl Layout {
    pub(super) fn of<P: Point>() -> Result<Self, CloudError> {
        let mut fields = Vec::new();
        let mut end = 0usize;
        let mut largest = 1;
        for Numbers { name, datatype, count, size, .. } in numbers::<P>()? {
            let too_large = CloudError::TooLarge { points: 1, point_step: size_of::<P>() };
            let start = end.next_multiple_of(size);
            let offset = u32::try_from(start).map_err(|_| too_large.clone())?;
            fields.push(PointField {
                name: name.into(),
                offset,
                datatype,
                count: u32::try_from(count).map_err(|_| too_large)?,
            });
            end = start + size * count;
            largest = largest.max(size);
        }
        // On machines whose 8-byte numbers are aligned to 4 bytes, the two can differ.
        let is_plain = plain::is_plain::<P>();
        let step = if is_plain { size_of::<P>() } else { end.next_multiple_of(largest) };
        Ok(Self { fields, step })
    }
}

/// A field of a struct, as clouds describe it.
struct Numbers {
    name: &'static str,
    /// A constant of `PointField`.
    datatype: u8,
    count: usize,
    /// The bytes of a number.
    size: usize,
    /// Where the field is in the memory of the struct.
    offset: usize,
}

fn numbers<P: Point>() -> Result<Vec<Numbers>, CloudError> {
    let point = any::type_name::<P>();
    let members = plain::members::<P>();
    if members.is_empty() {
        return Err(CloudError::NoFields { point });
    }
    let numbers = members.into_iter().map(|member: Member| {
        let Member { name, number, count, offset, .. } = member;
        let datatype = number.and_then(datatype_of);
        let (datatype, size) = datatype
            .and_then(|datatype| Some((datatype, size_of_datatype(datatype)?)))
            .ok_or(CloudError::NoNumber { field: name, point })?;
        Ok(Numbers { name, datatype, count, size, offset })
    });
    numbers.collect()
}

fn datatype_of(number: Primitive) -> Option<u8> {
    Some(match number {
        Primitive::Int8 => PointField::INT8,
        Primitive::UInt8 | Primitive::Byte | Primitive::Char => PointField::UINT8,
        Primitive::Int16 => PointField::INT16,
        Primitive::UInt16 => PointField::UINT16,
        Primitive::Int32 => PointField::INT32,
        Primitive::UInt32 => PointField::UINT32,
        Primitive::Float32 => PointField::FLOAT32,
        Primitive::Float64 => PointField::FLOAT64,
        // Clouds have none of these.
        Primitive::Bool | Primitive::Int64 | Primitive::UInt64 => return None,
    })
}

fn size_of_datatype(datatype: u8) -> Option<usize> {
    Some(match datatype {
        PointField::INT8 | PointField::UINT8 => 1,
        PointField::INT16 | PointField::UINT16 => 2,
        PointField::INT32 | PointField::UINT32 | PointField::FLOAT32 => 4,
        PointField::FLOAT64 => 8,
        _ => return None,
    })
}

/// A field of a cloud that was received.
#[derive(Clone, Copy)]
pub(super) struct Found<'a> {
    pub(super) name: &'a str,
    pub(super) offset: u32,
    pub(super) datatype: u8,
    pub(super) count: u32,
}

/// How a `P` is made of the fields of a cloud.
pub(super) fn plan<P: Point>(
    fields: &[Found<'_>],
    point_step: u32,
    is_bigendian: bool,
) -> Result<Plan, CloudError> {
    let is_swapped = is_bigendian != cfg!(target_endian = "big");
    let mut parts = Vec::new();
    for expected in numbers::<P>()? {
        let field = expected.name;
        let Some(found) = fields.iter().find(|found| found.name == field) else {
            let names: Vec<_> = fields.iter().map(|found| found.name).collect();
            let found = if names.is_empty() { "none".into() } else { names.join(", ") };
            return Err(CloudError::MissingField { field, found });
        };
        if !fits(found, &expected) {
            return Err(CloudError::FieldType {
                field,
                found: spelled(found.datatype, found.count.into()),
                expected: spelled(expected.datatype, expected.count as u64),
            });
        }
        let len = expected.size * expected.count;
        let end = u64::from(found.offset) + len as u64;
        if end > u64::from(point_step) {
            return Err(CloudError::FieldOutside { field, end, point_step });
        }
        let swapped = (is_swapped && expected.size > 1).then_some(expected.size);
        parts.push(Part { from: found.offset as usize, to: expected.offset, len, swapped });
    }
    Ok(Plan::new::<P>(parts, point_step as usize))
}

fn fits(found: &Found<'_>, expected: &Numbers) -> bool {
    // Some drivers leave the count at 0, which PCL takes as well.
    let count = found.count.max(1);
    let same_type = found.datatype == expected.datatype
        || is_color(found.name, found.datatype) && is_color(expected.name, expected.datatype);
    same_type && u64::from(count) == expected.count as u64
}

/// Whether the field is a color in 32 bits, which PCL writes as `FLOAT32` and others as an integer.
fn is_color(name: &str, datatype: u8) -> bool {
    let types = [PointField::FLOAT32, PointField::UINT32, PointField::INT32];
    matches!(name, "rgb" | "rgba") && types.contains(&datatype)
}

/// A type and a count, as a reader of the error knows them.
fn spelled(datatype: u8, count: u64) -> String {
    let name = match datatype {
        PointField::INT8 => "INT8",
        PointField::UINT8 => "UINT8",
        PointField::INT16 => "INT16",
        PointField::UINT16 => "UINT16",
        PointField::INT32 => "INT32",
        PointField::UINT32 => "UINT32",
        PointField::FLOAT32 => "FLOAT32",
        PointField::FLOAT64 => "FLOAT64",
        _ => return format!("of the unknown type {datatype}"),
    };
    if count > 1 { format!("{name}[{count}]") } else { name.into() }
}
