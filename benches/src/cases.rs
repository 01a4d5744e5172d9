//! What is measured: every message with every implementation, checked before it runs.

use std::hint::black_box;
use std::rc::Rc;

use serde::Serialize;
use serde::de::DeserializeOwned;
use shm_cdr::{EncodeError, ShmMessage};

use crate::hiroz::Field;
use crate::messages;
use crate::mirror::{self, MirrorOf};
use crate::peers::{Cdr, CdrEncoding, Codec, Hiroz, Ours};

/// The names of the implementations, in the order of [`Case::candidates`].
pub const IMPLEMENTATIONS: [&str; 4] = ["shm-cdr", "hiroz-cdr", "cdr", "cdr-encoding"];

/// What an implementation does with a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// Writes it into a buffer that is used again and again.
    Write,
    /// Writes it into new memory, which is freed afterwards.
    Fresh,
    /// Decodes a value that owns all its parts, which is freed afterwards.
    Decode,
}

impl Operation {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Write, Self::Fresh, Self::Decode];

    /// The name for machines.
    pub fn name(self) -> &'static str {
        match self {
            Self::Write => "write",
            Self::Fresh => "fresh",
            Self::Decode => "decode",
        }
    }

    /// The name above a table.
    pub fn title(self) -> &'static str {
        match self {
            Self::Write => "write into a reused buffer",
            Self::Fresh => "write into fresh memory",
            Self::Decode => "decode to owned",
        }
    }
}

/// Does an operation so many times; the buffer is the one that is reused.
pub type Run = Box<dyn Fn(u64, &mut Vec<u8>)>;

/// An implementation's part in a case.
pub enum Candidate {
    /// It gives the right bytes or the right value, and may be timed.
    Right(Run),
    /// It gives other bytes than ours, or another value.
    Wrong,
    /// It returns an error.
    Refused,
}

impl Candidate {
    fn new<C, M>(operation: Operation, message: &Rc<M>, bytes: &[u8]) -> Self
    where
        C: Codec<M>,
        M: PartialEq + 'static,
    {
        let value = Rc::clone(message);
        match operation {
            Operation::Write => {
                let mut buffer = Vec::new();
                let written = C::write(message, &mut buffer);
                Self::checked(written.map(|()| buffer == *bytes), move |buffer| {
                    buffer.clear();
                    black_box(&C::write(black_box(&value), buffer));
                    black_box(&*buffer);
                })
            }
            Operation::Fresh => {
                Self::checked(C::fresh(message).map(|fresh| fresh == *bytes), move |_| {
                    black_box(&C::fresh(black_box(&value)));
                })
            }
            Operation::Decode => {
                let source = bytes.to_vec();
                Self::checked(C::decode(bytes).map(|decoded| decoded == **message), move |_| {
                    black_box(&C::decode(black_box(&source)));
                })
            }
        }
    }

    fn checked<E>(is_right: Result<bool, E>, once: impl Fn(&mut Vec<u8>) + 'static) -> Self {
        match is_right {
            Ok(true) => Self::Right(repeated(once)),
            Ok(false) => Self::Wrong,
            Err(_) => Self::Refused,
        }
    }
}

fn repeated(once: impl Fn(&mut Vec<u8>) + 'static) -> Run {
    Box::new(move |times, buffer| {
        for _ in 0..times {
            once(buffer);
        }
    })
}

/// An operation on a message, and all who do it.
pub struct Case {
    /// The ROS name of the message.
    pub message: &'static str,
    /// The title of the group that the message belongs to.
    pub group: &'static str,
    /// Length of the encoded message in bytes.
    pub len: usize,
    /// What is done with the message.
    pub operation: Operation,
    /// Copies the encoded message into the reused buffer.
    pub memcpy: Run,
    /// One for each of [`IMPLEMENTATIONS`].
    pub candidates: [Candidate; IMPLEMENTATIONS.len()],
}

/// All operations on a message, `P` being its form for the peers.
fn cases<P, M>(group: &'static str, message: M) -> Result<[Case; 3], EncodeError>
where
    P: MirrorOf<M> + Field + Serialize + DeserializeOwned + PartialEq + 'static,
    M: ShmMessage + PartialEq + 'static,
{
    let bytes = message.to_cdr()?;
    // Nobody shares memory with another: the later one would find it in the cache.
    let [hiroz, cdr, cdr_encoding] = [(); 3].map(|()| Rc::new(P::mirror(&message)));
    let message = Rc::new(message);
    Ok(Operation::ALL.map(|operation| {
        let source = bytes.clone();
        Case {
            message: M::type_name(),
            group,
            len: bytes.len(),
            operation,
            memcpy: repeated(move |buffer| {
                buffer.clear();
                buffer.extend_from_slice(black_box(&source));
                black_box(&*buffer);
            }),
            candidates: [
                Candidate::new::<Ours, _>(operation, &message, &bytes),
                Candidate::new::<Hiroz, _>(operation, &hiroz, &bytes),
                Candidate::new::<Cdr, _>(operation, &cdr, &bytes),
                Candidate::new::<CdrEncoding, _>(operation, &cdr_encoding, &bytes),
            ],
        }
    }))
}

/// All operations on all messages, which stand in three groups.
///
/// # Errors
///
/// Our own codec refuses one of them.
pub fn all() -> Result<Vec<Case>, EncodeError> {
    const SMALL: &str = "small";
    const NESTED: &str = "sequences of structs and strings";
    const LARGE: &str = "large";
    Ok([
        cases::<mirror::Header, _>(SMALL, messages::header())?,
        cases::<mirror::PoseStamped, _>(SMALL, messages::pose_stamped())?,
        cases::<mirror::TwistStamped, _>(SMALL, messages::twist_stamped())?,
        cases::<mirror::Imu, _>(SMALL, messages::imu())?,
        cases::<mirror::JointState, _>(NESTED, messages::joint_state())?,
        cases::<mirror::PoseArray, _>(NESTED, messages::pose_array())?,
        cases::<mirror::Path, _>(NESTED, messages::path())?,
        cases::<mirror::TFMessage, _>(NESTED, messages::tf())?,
        cases::<mirror::DiagnosticArray, _>(NESTED, messages::diagnostics())?,
        cases::<mirror::MarkerArray, _>(NESTED, messages::markers())?,
        cases::<mirror::JointTrajectory, _>(NESTED, messages::joint_trajectory())?,
        cases::<mirror::LaserScan, _>(LARGE, messages::laser_scan())?,
        cases::<mirror::OccupancyGrid, _>(LARGE, messages::occupancy_grid())?,
        cases::<mirror::PointCloud2, _>(LARGE, messages::point_cloud())?,
        cases::<mirror::Image, _>(LARGE, messages::image())?,
    ]
    .into_iter()
    .flatten()
    .collect())
}
