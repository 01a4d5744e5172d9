//! Running the program.

use std::io::Read;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::time::{Duration, Instant};

use ros_z_pub::{Builder, ZContext, ZNode};
use ros_z_tests::process::{DEADLINE, context, endpoint};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

/// A context with a small pool that others can connect to, and its endpoint.
pub(crate) fn here() -> (ZContext, String) {
    let ctx = context().with_shm_pool_size(256 << 10).unwrap().build().unwrap();
    let endpoint = endpoint(&ctx);
    (ctx, endpoint)
}

pub(crate) fn node(ctx: &ZContext, name: &str) -> ZNode {
    ctx.create_node(name).build().unwrap()
}

/// Where the program is; `ROS_Z_PROGRAM` names another place, for users who cannot read that one.
pub(crate) fn program() -> String {
    std::env::var("ROS_Z_PROGRAM").unwrap_or_else(|_| env!("CARGO_BIN_EXE_ros-z").into())
}

/// The program with these arguments.
pub(crate) fn command(args: &[&str]) -> Command {
    let mut command = Command::new(program());
    command.args(args).stdin(Stdio::null());
    for variable in ["ROS_DOMAIN_ID", "ZENOH_SESSION_CONFIG_URI", "ZENOH_CONFIG_OVERRIDE"] {
        command.env_remove(variable);
    }
    command
}

/// What the program prints, and how it ends; it fails the test if it takes too long.
pub(crate) fn run(args: &[&str]) -> Output {
    let child = command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    output(child)
}

/// What a process prints until it ends.
pub(crate) fn output(mut child: Child) -> Output {
    let read = |mut from: Box<dyn Read + Send>| {
        std::thread::spawn(move || {
            let mut bytes = Vec::new();
            from.read_to_end(&mut bytes).unwrap();
            bytes
        })
    };
    let stdout = child.stdout.take().map(|out| read(Box::new(out)));
    let stderr = child.stderr.take().map(|out| read(Box::new(out)));
    let status = wait(&mut child);
    let text = |thread: Option<std::thread::JoinHandle<Vec<u8>>>| {
        thread.map(|thread| thread.join().unwrap()).unwrap_or_default()
    };
    Output { status, stdout: text(stdout), stderr: text(stderr) }
}

/// How a process ends.
pub(crate) fn wait(child: &mut Child) -> ExitStatus {
    let deadline = Instant::now() + 2 * DEADLINE;
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status;
        }
        if Instant::now() > deadline {
            let _ = child.kill();
            panic!("the program does not end");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

pub(crate) fn signal(child: &Child, signal: Signal) {
    kill_process(Pid::from_child(child), signal).unwrap();
}

/// What a successful run prints.
pub(crate) fn stdout(args: &[&str]) -> String {
    let output = run(args);
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{args:?}: {error}");
    String::from_utf8(output.stdout).unwrap()
}

/// The lines of JSON that a successful run prints.
pub(crate) fn json_lines(args: &[&str]) -> Vec<Value> {
    let text = stdout(args);
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The one line of JSON that a successful run prints.
pub(crate) fn json(args: &[&str]) -> Value {
    let mut lines = json_lines(args);
    assert_eq!(lines.len(), 1, "{lines:?}");
    lines.remove(0)
}

/// What a run that fails says, with its exit code.
pub(crate) fn failure(args: &[&str]) -> (i32, String) {
    let output = run(args);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success(), "{args:?}: {said}");
    (output.status.code().unwrap(), said)
}

/// Publishes until what this returns is dropped.
pub(crate) fn talk(mut publish: impl FnMut() + Send + 'static, period: Duration) -> impl Drop {
    struct Talker(std::sync::mpsc::Sender<()>, Option<std::thread::JoinHandle<()>>);
    impl Drop for Talker {
        fn drop(&mut self) {
            let _ = self.0.send(());
            if let Some(thread) = self.1.take() {
                let _ = thread.join();
            }
        }
    }
    let (stop, stopped) = std::sync::mpsc::channel();
    let thread = std::thread::spawn(move || {
        while stopped.recv_timeout(period).is_err() {
            publish();
        }
    });
    Talker(stop, Some(thread))
}
