//! Does one hot path of the codec so many times: `.ci/instructions` counts how many
//! instructions that takes.

use std::hint::black_box;
use std::process::ExitCode;

use shm_cdr::ShmMessage;

#[path = "../../src/messages.rs"]
#[allow(dead_code, unreachable_pub, reason = "it is the benchmark's")]
mod messages;

const USAGE: &str = "usage: instructions <path> <times>, or without arguments for the paths";

/// Prepares a path and does it so many times.
type Run = fn(u64);

const PATHS: [(&str, Run); 14] = [
    ("write-PoseStamped", |times| write(&messages::pose_stamped(), times)),
    ("write-JointState", |times| write(&messages::joint_state(), times)),
    ("write-Path", |times| write(&messages::path(), times)),
    ("write-DiagnosticArray", |times| write(&messages::diagnostics(), times)),
    ("size-DiagnosticArray", |times| size(&messages::diagnostics(), times)),
    ("decode-Twist", |times| decode(&messages::twist_stamped().twist, times)),
    ("decode-Imu", |times| decode(&messages::imu(), times)),
    ("decode-Path", |times| decode(&messages::path(), times)),
    ("decode_into-Path", |times| decode_into(&messages::path(), times)),
    ("decode_into-JointState", |times| decode_into(&messages::joint_state(), times)),
    ("view-DiagnosticArray", |times| view(&messages::diagnostics(), times)),
    ("view-Path", |times| view(&messages::path(), times)),
    ("view-JointTrajectory", |times| view(&messages::joint_trajectory(), times)),
    ("view-Image", |times| view(&messages::image(), times)),
];

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [] => {
            PATHS.iter().for_each(|(name, _)| println!("{name}"));
            ExitCode::SUCCESS
        }
        [path, times] => {
            let found = PATHS.iter().find(|(name, _)| name == path);
            let (Some((_, run)), Ok(times)) = (found, times.parse::<u64>()) else {
                eprintln!("unknown path `{path}` or number `{times}`\n{USAGE}");
                return ExitCode::FAILURE;
            };
            // What is done once, such as the growth of a buffer, is done in each run.
            run(times + 1);
            ExitCode::SUCCESS
        }
        _ => {
            eprintln!("{USAGE}");
            ExitCode::FAILURE
        }
    }
}

fn write<M: ShmMessage>(message: &M, times: u64) {
    let mut buffer = Vec::new();
    for _ in 0..times {
        buffer.clear();
        black_box(&black_box(message).write_to(&mut buffer));
        black_box(&buffer);
    }
}

fn size<M: ShmMessage>(message: &M, times: u64) {
    for _ in 0..times {
        black_box(black_box(message).estimated_serialized_size());
    }
}

fn decode<M: ShmMessage>(message: &M, times: u64) {
    let bytes = message.to_cdr().unwrap_or_default();
    for _ in 0..times {
        black_box(&M::from_cdr(black_box(&bytes)));
    }
}

fn decode_into<M: ShmMessage + Default>(message: &M, times: u64) {
    let bytes = message.to_cdr().unwrap_or_default();
    let mut used = M::default();
    for _ in 0..times {
        black_box(&black_box(&mut used).decode_into(black_box(&bytes)));
    }
}

fn view<M: ShmMessage>(message: &M, times: u64) {
    let bytes = message.to_cdr().unwrap_or_default();
    for _ in 0..times {
        black_box(&M::view(black_box(&bytes)));
    }
}
