//! The short form of `--bin chaos`: real processes that are killed, stopped, interrupted and
//! ended while they hold messages.

use std::process::Command;

use ros_z_tests::process::alone;

#[test]
fn shared_memory_comes_back_whatever_happens_to_subscribers() {
    let _alone = alone();
    let output = Command::new(env!("CARGO_BIN_EXE_chaos")).arg("8").output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}{errors}");
    // All kinds of ends, the last one too.
    for end in ["Killed", "Interrupted", "InOrder", "Stopped", "longest without shared memory"] {
        assert!(said.contains(end), "{said}");
    }
}
