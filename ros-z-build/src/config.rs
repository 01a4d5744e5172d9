//! What is generated, and where.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ros_z_idl::{Checked, Diagnostic, Interfaces};
use syn::parse::Parser as _;

use crate::error::Error;
use crate::find::Found;
use crate::plan::Plan;
use crate::{find, generate, output};

/// What `uint8[]` and `byte[]` become.
///
/// ```
/// # let folder = tempfile::tempdir()?;
/// # let file = folder.path().join("demo_msgs/msg/Reading.msg");
/// # std::fs::create_dir_all(folder.path().join("demo_msgs/msg"))?;
/// # std::fs::write(&file, "uint8[] data\n")?;
/// # let folder = folder.path();
/// use ros_z_build::{Bytes, Config};
///
/// let code = Config::new().generate([folder])?;
/// assert!(code.contains("pub data: ::shm_cdr::ZBuf"));
/// let code = Config::new().bytes(Bytes::Vec).generate([folder])?;
/// assert!(code.contains("pub data: Vec<u8>"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Bytes {
    /// `shm_cdr::ZBuf`: on the heap or in shared memory, and sent from there.
    #[default]
    ZBuf,
    /// `Vec<u8>`
    Vec,
}

/// What is generated, and where.
///
/// Patterns name what an attribute is for: `.` is everything, `px4_msgs` a package,
/// `px4_msgs/msg/VehicleStatus` a message, `px4_msgs/msg/VehicleStatus.timestamp` a field.
///
/// ```no_run
/// ros_z_build::Config::new()
///     .packages(["px4_msgs"])
///     .type_attribute(".", "#[derive(serde::Serialize)]")
///     .bytes(ros_z_build::Bytes::Vec)
///     .compile(["interfaces"])?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Config {
    pub(crate) packages: Vec<String>,
    pub(crate) type_attributes: Vec<(String, String)>,
    pub(crate) field_attributes: Vec<(String, String)>,
    pub(crate) bytes_attributes: Vec<String>,
    pub(crate) long_array_attributes: Vec<String>,
    pub(crate) float_attributes: Vec<String>,
    pub(crate) extern_paths: Vec<(String, String)>,
    pub(crate) bytes: Bytes,
    pub(crate) shm_cdr: Option<String>,
    pub(crate) ros_z_msgs: Option<String>,
    pub(crate) no_ros_z_msgs: bool,
    pub(crate) is_flat: bool,
    ament: bool,
    out_file: Option<PathBuf>,
}

impl Config {
    /// What [`compile`](crate::compile) does.
    pub fn new() -> Self {
        Self::default()
    }

    /// Generates these packages only, and what they refer to.
    pub fn packages<S: Into<String>>(
        &mut self,
        packages: impl IntoIterator<Item = S>,
    ) -> &mut Self {
        self.packages.extend(packages.into_iter().map(Into::into));
        self
    }

    /// Puts `attribute` on the structs that `pattern` names.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # let file = folder.path().join("demo_msgs/msg/Reading.msg");
    /// # std::fs::create_dir_all(folder.path().join("demo_msgs/msg"))?;
    /// # std::fs::write(&file, "float32 value\n")?;
    /// # let folder = folder.path();
    /// # use ros_z_build::Config;
    /// let mut config = Config::new();
    /// config.type_attribute("demo_msgs/msg/Reading", "#[derive(serde::Serialize)]");
    /// config.field_attribute("demo_msgs/msg/Reading.value", "#[serde(rename = \"v\")]");
    /// let code = config.generate([folder])?;
    /// assert!(code.contains("#[derive(serde::Serialize)]"));
    /// assert!(code.contains("#[serde(rename = \"v\")]"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn type_attribute(
        &mut self,
        pattern: impl Into<String>,
        attribute: impl Into<String>,
    ) -> &mut Self {
        self.type_attributes.push((pattern.into(), attribute.into()));
        self
    }

    /// Puts `attribute` on the fields that `pattern` names, or that are in what it names.
    pub fn field_attribute(
        &mut self,
        pattern: impl Into<String>,
        attribute: impl Into<String>,
    ) -> &mut Self {
        self.field_attributes.push((pattern.into(), attribute.into()));
        self
    }

    /// Puts `attribute` on the fields of type `ZBuf`, which derives of other crates do not know.
    ///
    /// With the feature `serde` of `shm-cdr`, for JSON as ROS tools show it:
    ///
    /// ```no_run
    /// ros_z_build::Config::new()
    ///     .type_attribute(".", "#[derive(serde::Serialize, serde::Deserialize)]")
    ///     .bytes_attribute("#[serde(with = \"shm_cdr::serde_zbuf\")]")
    ///     .long_array_attribute("#[serde(with = \"serde_big_array::BigArray\")]")
    ///     .compile(["interfaces"])?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn bytes_attribute(&mut self, attribute: impl Into<String>) -> &mut Self {
        self.bytes_attributes.push(attribute.into());
        self
    }

    /// Puts `attribute` on the arrays of more than 32 elements, which many derives do not know.
    pub fn long_array_attribute(&mut self, attribute: impl Into<String>) -> &mut Self {
        self.long_array_attributes.push(attribute.into());
        self
    }

    /// Puts `attribute` on the fields of `float32` and `float64`, alone or in arrays and sequences,
    /// instead of what [`long_array_attribute`](Self::long_array_attribute) puts there: JSON has
    /// no infinities and no NaN.
    ///
    /// ```no_run
    /// ros_z_build::Config::new()
    ///     .type_attribute(".", "#[derive(serde::Serialize, serde::Deserialize)]")
    ///     .float_attribute("#[serde(with = \"shm_cdr::serde_float\")]")
    ///     .compile(["interfaces"])?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn float_attribute(&mut self, attribute: impl Into<String>) -> &mut Self {
        self.float_attributes.push(attribute.into());
        self
    }

    /// Takes the types of a package from elsewhere: `extern_path("px4_msgs",
    /// "::px4::px4_msgs")` for `::px4::px4_msgs::msg::VehicleStatus`. With the full name of a
    /// type, `path` is that of the type itself.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # let file = folder.path().join("demo_msgs/msg/Reading.msg");
    /// # std::fs::create_dir_all(folder.path().join("demo_msgs/msg"))?;
    /// # std::fs::write(&file, "geometry_msgs/Point at\n")?;
    /// # let folder = folder.path();
    /// # use ros_z_build::Config;
    /// let mut config = Config::new();
    /// config.extern_path("geometry_msgs/msg/Point", "crate::Point3");
    /// let code = config.generate([folder])?;
    /// assert!(code.contains("pub at: crate::Point3"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn extern_path(
        &mut self,
        package_or_type: impl Into<String>,
        path: impl Into<String>,
    ) -> &mut Self {
        self.extern_paths.push((package_or_type.into(), path.into()));
        self
    }

    /// What `uint8[]` and `byte[]` become.
    pub fn bytes(&mut self, bytes: Bytes) -> &mut Self {
        self.bytes = bytes;
        self
    }

    /// Where `shm-cdr` is found: by default `::shm_cdr`, or `::ros_z_pub::shm_cdr` where the crate
    /// depends on `ros-z-pub` and not on `shm-cdr`.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # let file = folder.path().join("demo_msgs/msg/Reading.msg");
    /// # std::fs::create_dir_all(folder.path().join("demo_msgs/msg"))?;
    /// # std::fs::write(&file, "uint8[] data\n")?;
    /// # let folder = folder.path();
    /// # use ros_z_build::Config;
    /// let code = Config::new().shm_cdr_path("::codec").generate([folder])?;
    /// assert!(code.contains("pub data: ::codec::ZBuf"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn shm_cdr_path(&mut self, path: impl Into<String>) -> &mut Self {
        self.shm_cdr = Some(path.into());
        self
    }

    /// Where `ros-z-msgs` is found, by default at `::ros_z_msgs`.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # let file = folder.path().join("demo_msgs/msg/Reading.msg");
    /// # std::fs::create_dir_all(folder.path().join("demo_msgs/msg"))?;
    /// # std::fs::write(&file, "std_msgs/Header header\n")?;
    /// # let folder = folder.path();
    /// # use ros_z_build::Config;
    /// let code = Config::new().ros_z_msgs_path("::messages").generate([folder])?;
    /// assert!(code.contains("pub header: ::messages::std_msgs::Header"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn ros_z_msgs_path(&mut self, path: impl Into<String>) -> &mut Self {
        self.ros_z_msgs = Some(path.into());
        self
    }

    /// Generates also those types that `ros-z-msgs` has.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # let file = folder.path().join("demo_msgs/msg/Reading.msg");
    /// # std::fs::create_dir_all(folder.path().join("demo_msgs/msg"))?;
    /// # std::fs::write(&file, "std_msgs/Header header\n")?;
    /// # let folder = folder.path();
    /// # use ros_z_build::Config;
    /// let code = Config::new().without_ros_z_msgs().generate([folder])?;
    /// assert!(code.contains("pub mod std_msgs") && code.contains("pub struct Header"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn without_ros_z_msgs(&mut self) -> &mut Self {
        self.no_ros_z_msgs = true;
        self
    }

    /// Puts the types of a package into its module as well: `std_msgs::Header` for
    /// `std_msgs::msg::Header`. Of a message and a service with the same name it is the message.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # let file = folder.path().join("demo_msgs/msg/Reading.msg");
    /// # std::fs::create_dir_all(folder.path().join("demo_msgs/msg"))?;
    /// # std::fs::write(&file, "float32 value\n")?;
    /// # let folder = folder.path();
    /// # use ros_z_build::Config;
    /// let code = Config::new().flat().generate([folder])?;
    /// assert!(code.contains("pub use "));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn flat(&mut self) -> &mut Self {
        self.is_flat = true;
        self
    }

    /// Looks for missing definitions, which others refer to but the folders do not have, in the
    /// folders that `AMENT_PREFIX_PATH` names.
    ///
    /// ```no_run
    /// ros_z_build::Config::new().ament_prefix_path().compile(["interfaces"])?;
    /// # Ok::<(), ros_z_build::Error>(())
    /// ```
    pub fn ament_prefix_path(&mut self) -> &mut Self {
        self.ament = true;
        self
    }

    /// Where the code is written, if not to `interfaces.rs` in `OUT_DIR`.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # let file = folder.path().join("demo_msgs/msg/Reading.msg");
    /// # std::fs::create_dir_all(folder.path().join("demo_msgs/msg"))?;
    /// # std::fs::write(&file, "float32 value\n")?;
    /// # let folder = folder.path();
    /// # use ros_z_build::Config;
    /// let file = folder.join("interfaces.rs");
    /// Config::new().packages(["demo_msgs"]).out_file(&file).compile([folder])?;
    /// assert!(std::fs::read_to_string(&file)?.contains("pub struct Reading"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn out_file(&mut self, path: impl Into<PathBuf>) -> &mut Self {
        self.out_file = Some(path.into());
        self
    }

    /// Generates a file with the packages in `folders`, for a build script: tells Cargo what
    /// the file depends on, and prints warnings about the definitions.
    ///
    /// A file that would not change is not written, so that nothing is compiled again.
    ///
    /// # Errors
    ///
    /// Definitions are wrong, folders have none, or files cannot be read or written. All wrong
    /// definitions are reported at once, and nothing is written then.
    pub fn compile<P: AsRef<Path>>(
        &self,
        folders: impl IntoIterator<Item = P>,
    ) -> Result<(), Error> {
        let folders: Vec<PathBuf> =
            folders.into_iter().map(|folder| folder.as_ref().to_path_buf()).collect();
        for folder in &folders {
            println!("cargo::rerun-if-changed={}", folder.display());
        }
        // Where `shm-cdr` is follows from what the crate depends on.
        if let (None, Some(manifest)) = (&self.shm_cdr, std::env::var_os("CARGO_MANIFEST_PATH")) {
            println!("cargo::rerun-if-changed={}", Path::new(&manifest).display());
        }
        if self.ament {
            println!("cargo::rerun-if-env-changed={AMENT_PREFIX_PATH}");
        }
        let out_file = match &self.out_file {
            Some(path) => path.clone(),
            None => match std::env::var_os("OUT_DIR") {
                Some(folder) => Path::new(&folder).join("interfaces.rs"),
                None => {
                    return Err(Error::bare(
                        "`OUT_DIR` is not set: this is no build script, use `out_file`",
                    ));
                }
            },
        };
        let (code, read) = self.run(&folders, &self.prefixes())?;
        for path in read.looked_up {
            println!("cargo::rerun-if-changed={}", path.display());
        }
        for line in read.warnings.lines() {
            println!("cargo::warning={line}");
        }
        output::write(&out_file, &code)
    }

    /// The code for the packages in `folders`.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # let file = folder.path().join("demo_msgs/msg/Reading.msg");
    /// # std::fs::create_dir_all(folder.path().join("demo_msgs/msg"))?;
    /// # std::fs::write(&file, "float32 value 1.5\n")?;
    /// # let folder = folder.path();
    /// # use ros_z_build::Config;
    /// let code = Config::new().generate([folder])?;
    /// assert!(code.contains("pub struct Reading"));
    /// assert!(code.contains("#[shm(default = 1.5)]"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`compile`](Self::compile).
    pub fn generate<P: AsRef<Path>>(
        &self,
        folders: impl IntoIterator<Item = P>,
    ) -> Result<String, Error> {
        let folders: Vec<PathBuf> =
            folders.into_iter().map(|folder| folder.as_ref().to_path_buf()).collect();
        self.run(&folders, &self.prefixes()).map(|(code, _)| code)
    }

    /// The code of each package in `interfaces`, as the text of a file of its own; the modules of
    /// these files belong next to each other.
    ///
    /// ```
    /// use ros_z_build::Config;
    /// use ros_z_idl::Interfaces;
    ///
    /// let mut interfaces = Interfaces::new();
    /// interfaces.add("a_msgs/msg/One".parse()?, "One.msg", b"b_msgs/Two two\n");
    /// interfaces.add("b_msgs/msg/Two".parse()?, "Two.msg", b"int32 x\n");
    /// let modules = Config::new().generate_modules(interfaces)?;
    /// assert!(modules.keys().eq(["a_msgs", "b_msgs"]));
    /// assert!(modules["b_msgs"].contains("pub struct Two"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`compile`](Self::compile).
    pub fn generate_modules(
        &self,
        mut interfaces: Interfaces,
    ) -> Result<BTreeMap<String, String>, Error> {
        self.check().into_iter().for_each(|error| interfaces.add_error(error));
        let checked = interfaces.check()?;
        let is_root =
            |package: &String| self.packages.is_empty() || self.packages.contains(package);
        let roots: Vec<_> = checked
            .interfaces()
            .map(|interface| interface.name.clone())
            .filter(|name| is_root(&name.package))
            .collect();
        let plan = Plan::new(self, &checked, &roots)?;
        generate::modules(self, &checked, &plan)
    }

    /// The folders to look in for what is missing.
    fn prefixes(&self) -> Vec<PathBuf> {
        let prefixes = self.ament.then(|| std::env::var_os(AMENT_PREFIX_PATH)).flatten();
        prefixes.iter().flat_map(std::env::split_paths).collect()
    }

    fn run(&self, folders: &[PathBuf], prefixes: &[PathBuf]) -> Result<(String, Read), Error> {
        let mut interfaces = Interfaces::new();
        let mut roots = Vec::new();
        for folder in folders {
            for found in find::interfaces(folder, &mut interfaces) {
                find::add(&found, &mut interfaces);
                roots.push(found.name);
            }
        }
        // What is wrong in packages that nobody asked for matters to nobody.
        if !self.packages.is_empty() {
            interfaces.retain(|name| self.packages.contains(&name.package));
        }
        let looked_up = look_up(prefixes, &mut interfaces);
        interfaces.add_standard();
        let mut wrong = self.check();
        for package in &self.packages {
            if !roots.iter().any(|root| root.package == *package) {
                wrong.push(self.unknown_package(package, &roots));
            }
        }
        for error in wrong {
            interfaces.add_error(error);
        }
        let checked = interfaces.check()?;
        roots.retain(|root| self.packages.is_empty() || self.packages.contains(&root.package));
        let plan = Plan::new(self, &checked, &roots)?;
        let code = generate::file(self, &checked, &plan)?;
        let warnings = warnings(&checked, &plan);
        Ok((code, Read { looked_up, warnings }))
    }

    /// What is wrong in the configuration itself.
    fn check(&self) -> Vec<Diagnostic> {
        let mut wrong = Vec::new();
        let all = self.type_attributes.iter().chain(&self.field_attributes);
        let all = all.map(|(_, attribute)| attribute);
        let by_type = [&self.bytes_attributes, &self.long_array_attributes, &self.float_attributes];
        for attribute in all.chain(by_type.into_iter().flatten()) {
            if let Err(error) = syn::Attribute::parse_outer.parse_str(attribute) {
                let message = format!("`{attribute}` is not an attribute: {error}");
                wrong.push(Diagnostic::error(message).with_help("write `#[name(..)]`"));
            }
        }
        let externs = self.extern_paths.iter().map(|(_, path)| path);
        for path in externs.chain(&self.shm_cdr).chain(&self.ros_z_msgs) {
            if let Err(error) = syn::parse_str::<syn::Path>(path) {
                let message = format!("`{path}` is not a path: {error}");
                wrong.push(Diagnostic::error(message).with_help("write `::crate_name::module`"));
            }
        }
        wrong
    }

    fn unknown_package(&self, package: &str, roots: &[ros_z_idl::TypeName]) -> Diagnostic {
        let mut there: Vec<_> = roots.iter().map(|root| format!("`{}`", root.package)).collect();
        there.sort();
        there.dedup();
        let error = Diagnostic::error(format!("there is no package `{package}` in the folders"));
        if there.is_empty() {
            error
        } else {
            error.with_help(format!("there is {}", there.join(", ")))
        }
    }
}

/// Adds what is missing from the first folder that has it, and returns the files.
fn look_up(prefixes: &[PathBuf], interfaces: &mut Interfaces) -> Vec<PathBuf> {
    let mut looked_up = Vec::new();
    loop {
        let before = looked_up.len();
        for name in interfaces.missing() {
            let kind = name.kind.as_str();
            let file = format!("share/{}/{kind}/{}.{kind}", name.package, name.name);
            let mut paths = prefixes.iter().map(|prefix| prefix.join(&file));
            if let Some(path) = paths.find(|path| path.is_file()) {
                find::add(&Found { name, path: path.clone() }, interfaces);
                looked_up.push(path);
            }
        }
        if looked_up.len() == before {
            return looked_up;
        }
    }
}

const AMENT_PREFIX_PATH: &str = "AMENT_PREFIX_PATH";

/// What was read, for Cargo.
#[derive(Debug)]
struct Read {
    /// Files outside of the folders.
    looked_up: Vec<PathBuf>,
    warnings: String,
}

fn warnings(checked: &Checked, plan: &Plan) -> String {
    let mut warnings = plan.warnings.join("\n");
    if !checked.warnings().is_empty() {
        if !warnings.is_empty() {
            warnings.push('\n');
        }
        warnings += &checked.warnings().to_string();
    }
    warnings
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use tempfile::TempDir;

    use super::Config;

    fn folder(files: &[(&str, &str)]) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        folder
    }

    fn path(folder: &TempDir) -> PathBuf {
        folder.path().to_path_buf()
    }

    /// The hash does not show them, so that it is no error.
    #[test]
    fn constants_that_ros_z_msgs_does_not_have_are_told() {
        let folder = folder(&[
            ("std_msgs/msg/Int8.msg", "int8 data\nint8 MINE=5"),
            ("std_msgs/msg/Int16.msg", "int16 data"),
        ]);
        let (code, read) = Config::new().run(&[path(&folder)], &[]).unwrap();
        assert!(code.contains("pub use ::ros_z_msgs::std_msgs::Int8;"), "{code}");
        assert_eq!(
            read.warnings,
            "`std_msgs/msg/Int8` is taken from ros-z-msgs, which does not have the line \
             `int8 MINE=5`; `without_ros_z_msgs` generates it"
        );
    }

    #[test]
    fn warnings_of_the_parser_are_passed_on() {
        let folder = folder(&[("a_msgs/msg/A.msg", "string s \"a # b\"")]);
        let (_, read) = Config::new().run(&[path(&folder)], &[]).unwrap();
        assert!(read.warnings.ends_with("1 warning"), "{}", read.warnings);
    }

    /// What is missing comes from the first prefix that has it, before the standard packages.
    #[test]
    fn what_is_missing_is_looked_up() {
        let own = folder(&[("a_msgs/msg/A.msg", "b_msgs/B b\nstd_msgs/Header h")]);
        let first = folder(&[
            ("share/b_msgs/msg/B.msg", "C c"),
            ("share/b_msgs/msg/Unused.msg", "int x"),
            ("share/std_msgs/msg/Header.msg", "builtin_interfaces/Time stamp\nstring frame_id"),
        ]);
        let second = folder(&[
            ("share/b_msgs/msg/B.msg", "int8 other"),
            ("share/b_msgs/msg/C.msg", "int8 x"),
        ]);
        let prefixes = [path(&first), path(&second)];
        let (code, read) = Config::new().run(&[path(&own)], &prefixes).unwrap();
        assert!(code.contains("pub b: super::super::b_msgs::msg::B,"), "{code}");
        assert!(code.contains("pub h: ::ros_z_msgs::std_msgs::Header,"), "{code}");
        assert!(code.contains("pub c: C,") && !code.contains("other"), "{code}");
        let expected = [
            first.path().join("share/b_msgs/msg/B.msg"),
            first.path().join("share/std_msgs/msg/Header.msg"),
            second.path().join("share/b_msgs/msg/C.msg"),
        ];
        assert_eq!(read.looked_up, expected);
        let alone = Config::new().run(&[path(&own)], &[]).unwrap_err().to_string();
        assert!(alone.contains("there is no package `b_msgs`"), "{alone}");
    }
}
