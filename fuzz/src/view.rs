//! Reading in place, against owned decoding.

use ros_z_msgs::action_msgs::GoalStatusArray;
use ros_z_msgs::diagnostic_msgs::DiagnosticArray;
use ros_z_msgs::nav_msgs::{OccupancyGrid, Path};
use ros_z_msgs::rcl_interfaces::{Parameter, ParameterEvent};
use ros_z_msgs::sensor_msgs::{CameraInfo, Imu, JointState, MultiEchoLaserScan, PointCloud2};
use ros_z_msgs::std_msgs::Float64MultiArray;
use ros_z_msgs::tf2_msgs::TFMessage;
use ros_z_msgs::trajectory_msgs::JointTrajectory;
use ros_z_msgs::visualization_msgs::{InteractiveMarkerUpdate, Marker};
use shm_cdr::{Sequence, ShmMessage, Value};

use crate::kinds::Kinds;
use crate::memory;
use crate::select::{Input, for_selected};

/// Stepping over the elements before one costs time that grows with their number; so many
/// are asked for by index.
const BY_INDEX: usize = 32;

/// Views and decodes anything: both agree, and the view allocates nothing.
pub fn view(data: &[u8]) {
    let Some(input) = Input::new(data) else { return };
    for_selected!(input.selector, view_as(input.message()));
}

fn view_as<T: Walk>(bytes: &[u8]) {
    let (viewed, held) = memory::peak(|| T::view(bytes));
    match (T::from_cdr(bytes), viewed) {
        (Ok(message), Ok(view)) => {
            assert_eq!(held, 0, "bytes held by a view");
            let encoded = message.to_cdr().unwrap();
            assert_eq!(T::from_view(&view).unwrap().to_cdr().unwrap(), encoded);
            T::walk(&view);

            let end = T::encoded_len(bytes).unwrap();
            assert!(T::view_exact(&bytes[..end]).is_ok());
            assert_eq!(T::view_exact(bytes).is_ok(), end == bytes.len());
        }
        (owned, view) => {
            // The error and the path of the field.
            assert!(held <= 4096, "{held} bytes held by an error");
            let view = view.map(drop);
            assert!(view.is_err(), "viewed, but not decoded: {:?}", owned.err());
            assert_eq!(owned.map(drop), view);
        }
    }
}

/// A message whose sequences can be visited.
trait Walk: ShmMessage {
    fn walk(view: &Self::View<'_>);
}

/// For each type its sequences, and what is to be done with the elements.
macro_rules! walk {
    ($($type:ident($view:ident) { $($sequence:expr => $element:expr;)* })*) => {$(
        impl Walk for $type {
            fn walk($view: &Self::View<'_>) {
                $(each(&$sequence, $element);)*
            }
        }
    )*};
}

walk! {
    Kinds(view) {
        view.levels => |_| ();
        view.extremes => |_| ();
        view.distances => |_| ();
        view.more_names => |names| each(&names, |_| ());
        view.names => |_| ();
        view.pair.rest => |_| ();
        view.pairs => |pair| each(&pair.rest, |_| ());
        view.texts => |_| ();
        view.wides => |wide| assert_eq!(wide.chars().map(char::len_utf16).sum::<usize>(), wide.units());
        view.flags => |_| ();
        view.small => |_| ();
        view.lists => |list| each(&list, |_| ());
        view.deep => |lists| each(&lists, |list| each(&list, |_| ()));
        view.rows => |row| each(&row, |_| ());
        view.points => |_| ();
        view.stamped => |_| ();
        view.nested => |nested| each(&nested.wide, |pair| each(&pair, |_| ()));
        view.one.stamped => |_| ();
        view.one.flags => |_| ();
        view.empties => |_| ();
        view.labels => |label| each(&label.points, |_| ());
        view.buffers => |_| ();
    }
    PointCloud2(view) { view.fields => |_| (); }
    JointState(view) {
        view.name => |_| ();
        view.position => |_| ();
        view.velocity => |_| ();
        view.effort => |_| ();
    }
    Path(view) { view.poses => |_| (); }
    DiagnosticArray(view) { view.status => |status| each(&status.values, |_| ()); }
    InteractiveMarkerUpdate(view) {
        view.markers => |marker| {
            each(&marker.menu_entries, |_| ());
            each(&marker.controls, |control| each(&control.markers, |marker| Marker::walk(&marker)));
        };
        view.poses => |_| ();
        view.erases => |_| ();
    }
    CameraInfo(view) {
        view.d => |_| ();
        view.k => |_| ();
        view.r => |_| ();
        view.p => |_| ();
    }
    Imu(view) {
        view.orientation_covariance => |_| ();
        view.angular_velocity_covariance => |_| ();
        view.linear_acceleration_covariance => |_| ();
    }
    MultiEchoLaserScan(view) {
        view.ranges => |echo| each(&echo.echoes, |_| ());
        view.intensities => |echo| each(&echo.echoes, |_| ());
    }
    TFMessage(view) { view.transforms => |_| (); }
    OccupancyGrid(view) { view.data => |_| (); }
    JointTrajectory(view) {
        view.joint_names => |_| ();
        view.points => |point| {
            each(&point.positions, |_| ());
            each(&point.velocities, |_| ());
            each(&point.accelerations, |_| ());
            each(&point.effort, |_| ());
        };
    }
    GoalStatusArray(view) {
        view.status_list => |status| each(&status.goal_info.goal_id.uuid, |_| ());
    }
    Float64MultiArray(view) {
        view.layout.dim => |_| ();
        view.data => |_| ();
    }
    Marker(view) {
        view.points => |_| ();
        view.colors => |_| ();
        view.uv_coordinates => |_| ();
    }
    Parameter(view) {
        view.value.bool_array_value => |_| ();
        view.value.integer_array_value => |_| ();
        view.value.double_array_value => |_| ();
        view.value.string_array_value => |_| ();
    }
    ParameterEvent(view) {
        view.new_parameters => |parameter| Parameter::walk(&parameter);
        view.changed_parameters => |parameter| Parameter::walk(&parameter);
        view.deleted_parameters => |parameter| Parameter::walk(&parameter);
    }
}

/// Visits every element and checks that all ways to read the sequence give the same.
fn each<'a, T>(sequence: &Sequence<'a, T>, mut visit: impl FnMut(T::View<'a>))
where
    T: Value + Clone,
{
    let len = sequence.len();
    assert_eq!(sequence.is_empty(), len == 0);
    let views: Vec<T::View<'a>> = sequence.iter().collect();
    assert_eq!(views.len(), len);
    let items: Vec<T> = views.iter().map(|view| T::from_view(view).unwrap()).collect();

    let indices = (0..len.min(BY_INDEX)).chain(len.checked_sub(1));
    let (by_index, expected): (Vec<T>, Vec<T>) = indices
        .map(|index| {
            let view = sequence.get(index).unwrap();
            (T::from_view(&view).unwrap(), items[index].clone())
        })
        .unzip();
    assert_eq!(encoded(by_index), encoded(expected));
    assert!(sequence.get(len).is_none());

    let expected = encoded(items);
    assert_eq!(encoded(sequence.to_vec()), expected);
    assert_eq!(encoded(sequence.to_cow().into_owned()), expected);
    if let Some(slice) = sequence.as_slice() {
        assert_eq!(encoded(slice.to_vec()), expected);
    }
    views.into_iter().for_each(&mut visit);
}

/// The bytes of a sequence, as what it is compared by: NaN differs from itself.
fn encoded<T: Value>(items: Vec<T>) -> Vec<u8> {
    #[derive(ShmMessage)]
    #[shm(type_name = "fuzz_msgs/msg/Items")]
    struct Items<T> {
        items: Vec<T>,
    }
    Items { items }.to_cdr().unwrap()
}
