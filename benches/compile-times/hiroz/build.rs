//! Generates all of `INTERFACES`, as the build script of hiroz-msgs 0.2.1 does, and says how
//! long that took.

use std::collections::HashSet;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

use hiroz_codegen::{GeneratorConfig, MessageGenerator};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-env-changed=INTERFACES");
    let interfaces = env::var("INTERFACES")?;
    println!("cargo::rerun-if-changed={interfaces}");
    let output_dir = PathBuf::from(env::var("OUT_DIR")?);
    let start = cpu_seconds()?;
    let packages: Vec<_> = fs::read_dir(interfaces)?
        .map(|package| package.map(|package| package.path()))
        .collect::<Result<_, _>>()?;
    let packages: Vec<&Path> = packages.iter().map(PathBuf::as_path).collect();
    let generator = MessageGenerator::new(GeneratorConfig {
        generate_cdr: true,
        generate_protobuf: false,
        generate_type_info: true,
        is_humble: false,
        output_dir: output_dir.clone(),
        external_crate: None,
        local_packages: HashSet::new(),
        json_out: None,
    });
    generator.generate_from_msg_files(&packages)?;
    fs::write(output_dir.join("seconds"), (cpu_seconds()? - start).to_string())?;
    Ok(())
}

/// What this thread, the only one, has used.
fn cpu_seconds() -> Result<f64, Box<dyn Error>> {
    let text = fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanoseconds: u64 = text.split(' ').next().unwrap_or_default().parse()?;
    Ok(nanoseconds as f64 / 1e9)
}
