//! Types, from files and built in.

use std::fs;

use ros_z_msgs::sensor_msgs::PointCloud2;
use ros_z_msgs::std_msgs::Header;
use shm_cdr::ShmMessage;

use crate::support::{failure, stdout};

#[test]
fn hashes_and_definitions_of_standard_types_are_known() {
    let hash = PointCloud2::type_hash().to_string();
    assert_eq!(stdout(&["hash", "sensor_msgs/msg/PointCloud2"]), format!("{hash}\n"));
    assert_eq!(stdout(&["hash", "sensor_msgs/PointCloud2"]), format!("{hash}\n"));
    let text = stdout(&["show", "std_msgs/Header"]);
    assert!(text.contains("string frame_id") && !text.contains("MSG:"), "{text}");
    let text = stdout(&["show", "--all", "std_msgs/Header"]);
    assert!(text.contains("MSG: builtin_interfaces/Time"), "{text}");
    let service = stdout(&["show", "std_srvs/srv/SetBool"]);
    assert!(service.contains("bool data\n---\nbool success\n"), "{service}");
    let (code, said) = failure(&["hash", "std_msgs/msg/Heder"]);
    assert_eq!(code, 1);
    assert!(said.contains("did you mean `std_msgs/msg/Header`"), "{said}");
}

#[test]
fn types_of_files_are_hashed_shown_and_generated() {
    let folder = tempfile::tempdir().unwrap();
    let messages = folder.path().join("demo_msgs/msg");
    fs::create_dir_all(&messages).unwrap();
    fs::write(messages.join("Thing.msg"), "std_msgs/Header header\nuint8 SMALL=1\nuint8 size\n")
        .unwrap();
    let folder = folder.path().to_str().unwrap();
    let hash = stdout(&["hash", "demo_msgs/msg/Thing", folder]);
    assert!(hash.starts_with("RIHS01_") && hash.len() == 72, "{hash}");
    assert_ne!(hash.trim(), Header::type_hash().to_string());
    assert!(stdout(&["show", "demo_msgs/Thing", folder]).contains("uint8 SMALL=1"));
    let code = stdout(&["gen", folder]);
    assert!(
        code.contains("pub struct Thing") && code.contains("pub const SMALL: u8 = 1;"),
        "{code}"
    );
    let out = format!("{folder}/out.rs");
    stdout(&["gen", folder, "--out", &out]);
    assert_eq!(fs::read_to_string(out).unwrap().trim_end(), code.trim_end());

    fs::write(messages.join("Bad.msg"), "int x\n").unwrap();
    let (code, said) = failure(&["gen", folder]);
    assert_eq!(code, 1);
    assert!(said.contains("`int` is not a type") && said.contains("write `int32`"), "{said}");
}
