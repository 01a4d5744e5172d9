//! Generates all of `INTERFACES`, and says how long that took.

use std::error::Error;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-env-changed=INTERFACES");
    let interfaces = env::var("INTERFACES")?;
    let start = cpu_seconds()?;
    let mut config = ros_z_build::Config::new();
    config.without_ros_z_msgs();
    if env::var_os("CARGO_FEATURE_SERDE").is_some() {
        config
            .type_attribute(".", "#[derive(serde::Serialize, serde::Deserialize)]")
            .bytes_attribute("#[serde(with = \"crate::serde_zbuf\")]")
            .long_array_attribute("#[serde(with = \"serde_big_array::BigArray\")]");
    }
    config.compile([interfaces])?;
    let seconds = cpu_seconds()? - start;
    fs::write(format!("{}/seconds", env::var("OUT_DIR")?), seconds.to_string())?;
    Ok(())
}

/// What this thread, the only one, has used.
fn cpu_seconds() -> Result<f64, Box<dyn Error>> {
    let text = fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanoseconds: u64 = text.split(' ').next().unwrap_or_default().parse()?;
    Ok(nanoseconds as f64 / 1e9)
}
