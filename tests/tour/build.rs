fn main() -> Result<(), Box<dyn std::error::Error>> {
    ros_z_build::compile(["interfaces"])?;
    Ok(())
}
