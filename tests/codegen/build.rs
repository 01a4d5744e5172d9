//! Generates the packages in `interfaces`, and a list of their messages for the tests.

use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use ros_z_build::{Bytes, Config};
use ros_z_idl::{Interfaces, Origin};

fn main() -> Result<(), Box<dyn Error>> {
    ros_z_build::compile(["interfaces"])?;
    let out = env::var("OUT_DIR")?;
    let out = Path::new(&out);
    Config::new().out_file(out.join("odd.rs")).compile(["odd"])?;
    Config::new()
        .out_file(out.join("configured.rs"))
        .packages(["demo_msgs"])
        .extern_path("odd_msgs", "crate::odd::odd_msgs")
        .without_ros_z_msgs()
        .shm_cdr_path("crate::renamed")
        .bytes(Bytes::Vec)
        .type_attribute("demo_msgs/msg/Fixed", "#[derive(Copy)]")
        .type_attribute("demo_msgs", "/// Attributed.")
        .field_attribute("demo_msgs/msg/Sample.level", "/// Of the field.")
        .compile(["configured", "odd/odd_msgs", "odd/deep"])?;

    Config::new()
        .out_file(out.join("serialized.rs"))
        .packages(["serde_msgs"])
        .type_attribute(".", "#[derive(serde::Serialize, serde::Deserialize)]")
        .bytes_attribute("#[serde(with = \"ros_z_msgs::serde_zbuf\")]")
        .long_array_attribute("#[serde(with = \"serde_big_array::BigArray\")]")
        .compile(["configured"])?;

    let mut list = String::from("fn generated() -> Vec<Case> { vec![\n");
    for package in fs::read_dir("interfaces")? {
        let package = package?.path();
        for kind in fs::read_dir(&package)? {
            for file in fs::read_dir(kind?.path())? {
                write_types(&mut list, &file?.path())?;
            }
        }
    }
    list += "] }\nfn standard() -> Vec<Case> { vec![\n";
    let checked = Interfaces::standard().check()?;
    for interface in checked.interfaces() {
        for ty in interface.types().iter().filter(|ty| ty.origin != Origin::Whole) {
            let (package, name) = (&ty.name.package, &ty.name.name);
            writeln!(list, "case::<ros_z_msgs::{package}::{name}>({:?}),", ty.name.to_string())?;
        }
    }
    list += "] }\n";
    fs::write(out.join("list.rs"), list)?;
    Ok(())
}

/// The messages that the interface in a file stands for.
fn write_types(list: &mut String, path: &Path) -> Result<(), Box<dyn Error>> {
    let part = |up: usize| {
        let part = path.ancestors().nth(up).and_then(Path::file_stem);
        part.and_then(|part| part.to_str()).unwrap_or_default()
    };
    let name = format!("{}/{}/{}", part(2), part(1), part(0));
    let mut interfaces = Interfaces::new();
    interfaces.add(name.parse()?, &name, &fs::read(path)?);
    let interface = interfaces.iter().next().ok_or("no interface")?;
    for ty in interface.types().iter().filter(|ty| ty.origin != Origin::Whole) {
        let full = ty.name.to_string();
        writeln!(list, "case::<interfaces::{}>({full:?}),", full.replace('/', "::"))?;
    }
    Ok(())
}
