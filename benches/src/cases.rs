//! What is measured: every message with every implementation, checked before it runs.

use std::cell::RefCell;
use std::convert::Infallible;
use std::error::Error;
use std::hint::black_box;
use std::rc::Rc;

use serde::Serialize;
use serde::de::DeserializeOwned;
use shm_cdr::{EncodeError, ShmMessage};

use crate::hiroz::Field;
use crate::messages;
use crate::mirror::{self, MirrorOf};
use crate::peers::{Bincode, Cdr, CdrEncoding, Codec, Hand, Hiroz, Ours, Rkyv, Speedy};
use crate::pool::Pool;

/// The names of the implementations, in the order of [`Case::candidates`].
pub const IMPLEMENTATIONS: [&str; 9] = [
    "shm-cdr",
    "by-hand",
    "hiroz-cdr",
    "cdr",
    "cdr-encoding",
    "rkyv",
    "bincode",
    "speedy",
    "clone",
];

/// What an implementation does with a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// Writes it into a buffer that is used again and again.
    Write,
    /// Writes it into new memory, which is freed afterwards.
    Fresh,
    /// Writes it into a buffer of shared memory, which is freed afterwards.
    Shm,
    /// Decodes a value that owns all its parts, which is freed afterwards.
    Decode,
    /// Decodes into a value that is used again and again.
    DecodeInto,
    /// Reads it in place.
    View,
}

impl Operation {
    /// All of them, those in shared memory with Zenoh alone.
    #[cfg(not(feature = "zenoh"))]
    pub const ALL: [Self; 5] =
        [Self::Write, Self::Fresh, Self::Decode, Self::DecodeInto, Self::View];
    /// All of them.
    #[cfg(feature = "zenoh")]
    pub const ALL: [Self; 6] =
        [Self::Write, Self::Fresh, Self::Shm, Self::Decode, Self::DecodeInto, Self::View];

    /// The name for machines.
    pub fn name(self) -> &'static str {
        match self {
            Self::Write => "write",
            Self::Fresh => "fresh",
            Self::Shm => "shm",
            Self::Decode => "decode",
            Self::DecodeInto => "decode_into",
            Self::View => "view",
        }
    }

    /// The name above a table.
    pub fn title(self) -> &'static str {
        match self {
            Self::Write => "write into a reused buffer",
            Self::Fresh => "write into fresh memory",
            Self::Shm => "write into shared memory",
            Self::Decode => "decode to owned",
            Self::DecodeInto => "decode into a used message",
            Self::View => "read in place",
        }
    }

    /// What its time is divided by.
    pub fn baseline(self) -> &'static str {
        match self {
            Self::Write | Self::DecodeInto => "a memcpy into a reused buffer",
            Self::Fresh | Self::Decode | Self::View => "an allocation and a memcpy into it",
            Self::Shm => "collecting, allocating in shared memory, and a memcpy into it",
        }
    }
}

/// Does an operation so many times; the buffer is the one that is reused.
pub type Run = Box<dyn Fn(u64, &mut Vec<u8>)>;

/// An implementation's part in a case.
pub enum Candidate {
    /// It gives the right bytes, or bytes that it decodes to the right value, or the right value;
    /// it may be timed.
    Right(Run),
    /// It gives other bytes than ours, or another value.
    Wrong,
    /// It returns an error, or does no such thing.
    Refused,
}

impl Candidate {
    fn new<C, M>(operation: Operation, message: &Rc<M>, bytes: &[u8], pool: &Pool) -> Self
    where
        C: Codec<M>,
        M: Clone + PartialEq + 'static,
    {
        let value = Rc::clone(message);
        // What it reads: its own bytes, if they are not CDR.
        let source = if C::IS_CDR {
            bytes.to_vec()
        } else {
            match C::fresh(message) {
                Ok(own) => own,
                Err(_) => return Self::Refused,
            }
        };
        let is_right = |written: &[u8]| match C::IS_CDR {
            true => written == bytes,
            false => matches!(C::decode(written), Some(Ok(decoded)) if decoded == **message),
        };
        match operation {
            Operation::Write => {
                let mut buffer = Vec::new();
                let written = C::write(message, &mut buffer);
                Self::checked(written.map(|()| is_right(&buffer)), move |buffer| {
                    buffer.clear();
                    black_box(&C::write(black_box(&value), buffer));
                    black_box(&*buffer);
                })
            }
            Operation::Fresh => {
                Self::checked(C::fresh(message).map(|fresh| is_right(&fresh)), move |_| {
                    black_box(&C::fresh(black_box(&value)));
                })
            }
            Operation::Shm => {
                let (pool, len) = (pool.clone(), source.len());
                let mut buffer = Vec::new();
                let written = |buffer: &mut Vec<u8>| {
                    pool.alloc(len).map(|mut shared| {
                        let written = C::write_shared(&value, &mut shared, buffer);
                        written.map(|()| is_right(&shared))
                    })
                };
                let Some(is_right) = written(&mut buffer) else { return Self::Refused };
                Self::checked(is_right, {
                    let (pool, value) = (pool.clone(), Rc::clone(&value));
                    move |buffer| {
                        if let Some(mut shared) = pool.alloc(len) {
                            black_box(&C::write_shared(black_box(&value), &mut shared, buffer));
                            black_box(&shared);
                        }
                    }
                })
            }
            Operation::Decode => match C::decode(&source) {
                None => Self::Refused,
                Some(decoded) => {
                    Self::checked(decoded.map(|decoded| decoded == **message), move |_| {
                        black_box(&C::decode(black_box(&source)));
                    })
                }
            },
            Operation::DecodeInto => {
                let mut used = M::clone(message);
                match C::decode_into(&mut used, &source) {
                    None => Self::Refused,
                    Some(result) => {
                        let is_right = result.map(|()| used == **message);
                        let used = RefCell::new(used);
                        Self::checked(is_right, move |_| {
                            let mut used = used.borrow_mut();
                            black_box(&C::decode_into(black_box(&mut *used), black_box(&source)));
                        })
                    }
                }
            }
            Operation::View => match C::view(&source, Some(message)) {
                None => Self::Refused,
                Some(is_right) => Self::checked(Ok::<_, Infallible>(is_right), move |_| {
                    black_box(&C::view(black_box(&source), None));
                }),
            },
        }
    }

    /// The copy of a message, where that is what decoding comes to.
    fn copy<M: Clone + 'static>(operation: Operation, message: &Rc<M>) -> Self {
        let value = Rc::clone(message);
        match operation {
            Operation::Decode => Self::Right(repeated(move |_| {
                black_box(&M::clone(black_box(&value)));
            })),
            Operation::DecodeInto => {
                let used = RefCell::new(M::clone(message));
                Self::Right(repeated(move |_| {
                    let mut used = used.borrow_mut();
                    used.clone_from(black_box(&value));
                    black_box(&*used);
                }))
            }
            _ => Self::Refused,
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

/// What the time of an operation is divided by.
fn baseline(operation: Operation, source: Vec<u8>, pool: &Pool) -> Run {
    match operation {
        Operation::Write | Operation::DecodeInto => repeated(move |buffer| {
            buffer.clear();
            buffer.extend_from_slice(black_box(&source));
            black_box(&*buffer);
        }),
        Operation::Fresh | Operation::Decode | Operation::View => repeated(move |_| {
            black_box(&black_box(&source).to_vec());
        }),
        Operation::Shm => {
            let pool = pool.clone();
            repeated(move |_| {
                if let Some(mut shared) = pool.alloc(source.len()) {
                    shared.copy_from_slice(black_box(&source));
                    black_box(&shared);
                }
            })
        }
    }
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
    /// What the times are divided by: [`Operation::baseline`].
    pub memcpy: Run,
    /// One for each of [`IMPLEMENTATIONS`].
    pub candidates: [Candidate; IMPLEMENTATIONS.len()],
}

/// All who can tell the length of a message.
pub struct Size {
    /// The ROS name of the message.
    pub message: &'static str,
    /// One for each of [`IMPLEMENTATIONS`] that gives the right length.
    pub runs: [Option<Run>; IMPLEMENTATIONS.len()],
}

impl Size {
    fn run<C: Codec<M>, M: 'static>(message: &Rc<M>, len: usize) -> Option<Run> {
        let value = Rc::clone(message);
        (C::size(message) == Some(len)).then(|| {
            repeated(move |_| {
                black_box(C::size(black_box(&value)));
            })
        })
    }
}

/// What is done with one message.
struct Message {
    cases: [Case; Operation::ALL.len()],
    size: Size,
}

/// All operations on a message, `P` being its form for the peers.
fn cases<P, M>(group: &'static str, message: M, pool: &Pool) -> Result<Message, EncodeError>
where
    P: MirrorOf<M> + Field + Serialize + DeserializeOwned + Clone + PartialEq + 'static,
    Hand: Codec<P>,
    Rkyv: Codec<P>,
    Bincode: Codec<P>,
    Speedy: Codec<P>,
    M: ShmMessage + Clone + PartialEq + 'static,
{
    let bytes = message.to_cdr()?;
    // Nobody shares memory with another: the later one would find it in the cache.
    let [hand, hiroz, cdr, cdr_encoding, rkyv, bincode, speedy, copied] =
        [(); 8].map(|()| Rc::new(P::mirror(&message)));
    let message = Rc::new(message);
    let size = Size {
        message: M::type_name(),
        runs: [
            Size::run::<Ours, _>(&message, bytes.len()),
            Size::run::<Hand, _>(&hand, bytes.len()),
            Size::run::<Hiroz, _>(&hiroz, bytes.len()),
            Size::run::<Cdr, _>(&cdr, bytes.len()),
            Size::run::<CdrEncoding, _>(&cdr_encoding, bytes.len()),
            None,
            None,
            None,
            None,
        ],
    };
    let cases = Operation::ALL.map(|operation| Case {
        message: M::type_name(),
        group,
        len: bytes.len(),
        operation,
        memcpy: baseline(operation, bytes.clone(), pool),
        candidates: [
            Candidate::new::<Ours, _>(operation, &message, &bytes, pool),
            Candidate::new::<Hand, _>(operation, &hand, &bytes, pool),
            Candidate::new::<Hiroz, _>(operation, &hiroz, &bytes, pool),
            Candidate::new::<Cdr, _>(operation, &cdr, &bytes, pool),
            Candidate::new::<CdrEncoding, _>(operation, &cdr_encoding, &bytes, pool),
            Candidate::new::<Rkyv, _>(operation, &rkyv, &bytes, pool),
            Candidate::new::<Bincode, _>(operation, &bincode, &bytes, pool),
            Candidate::new::<Speedy, _>(operation, &speedy, &bytes, pool),
            Candidate::copy(operation, &copied),
        ],
    });
    Ok(Message { cases, size })
}

/// All operations on all messages, which stand in three groups, and their sizes.
///
/// # Errors
///
/// Our own codec refuses one of them, or there is no shared memory.
pub fn all() -> Result<(Vec<Case>, Vec<Size>), Box<dyn Error + Send + Sync>> {
    const SMALL: &str = "small";
    const NESTED: &str = "sequences of structs and strings";
    const LARGE: &str = "large";
    let pool = Pool::new()?;
    let messages = [
        cases::<mirror::Header, _>(SMALL, messages::header(), &pool)?,
        cases::<mirror::PoseStamped, _>(SMALL, messages::pose_stamped(), &pool)?,
        cases::<mirror::TwistStamped, _>(SMALL, messages::twist_stamped(), &pool)?,
        cases::<mirror::Imu, _>(SMALL, messages::imu(), &pool)?,
        cases::<mirror::JointState, _>(NESTED, messages::joint_state(), &pool)?,
        cases::<mirror::PoseArray, _>(NESTED, messages::pose_array(), &pool)?,
        cases::<mirror::Path, _>(NESTED, messages::path(), &pool)?,
        cases::<mirror::TFMessage, _>(NESTED, messages::tf(), &pool)?,
        cases::<mirror::DiagnosticArray, _>(NESTED, messages::diagnostics(), &pool)?,
        cases::<mirror::MarkerArray, _>(NESTED, messages::markers(), &pool)?,
        cases::<mirror::JointTrajectory, _>(NESTED, messages::joint_trajectory(), &pool)?,
        cases::<mirror::LaserScan, _>(LARGE, messages::laser_scan(), &pool)?,
        cases::<mirror::OccupancyGrid, _>(LARGE, messages::occupancy_grid(), &pool)?,
        cases::<mirror::PointCloud2, _>(LARGE, messages::point_cloud(), &pool)?,
        cases::<mirror::Image, _>(LARGE, messages::image(), &pool)?,
    ];
    let (mut cases, mut sizes) = (Vec::new(), Vec::new());
    for message in messages {
        cases.extend(message.cases);
        sizes.push(message.size);
    }
    Ok((cases, sizes))
}
