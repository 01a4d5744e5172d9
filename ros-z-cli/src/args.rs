//! What stands on the command line.

use std::time::Duration;

use clap::{Args, Parser};

use crate::commands::Command;

/// See, measure, record and repair what runs: ROS 2 over Zenoh, without a ROS installation.
#[derive(Debug, Parser)]
#[command(name = "ros-z", version, propagate_version = true, subcommand_required = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Options of all commands.
#[derive(Debug, Args)]
pub(crate) struct Global {
    /// ROS domain; by default what ROS_DOMAIN_ID says, and 0 without it
    #[arg(long, global = true, value_name = "N", help_heading = "Connection")]
    pub(crate) domain: Option<u32>,

    /// Zenoh endpoint to connect to, such as tcp/192.168.1.2:7447; several are separated by
    /// commas. Nobody is looked for by multicast then
    #[arg(
        long,
        global = true,
        value_name = "ENDPOINT",
        value_delimiter = ',',
        help_heading = "Connection"
    )]
    pub(crate) connect: Vec<String>,

    /// Zenoh endpoint to listen on, such as tcp/0.0.0.0:7448; as --connect
    #[arg(
        long,
        global = true,
        value_name = "ENDPOINT",
        value_delimiter = ',',
        help_heading = "Connection"
    )]
    pub(crate) listen: Vec<String>,

    /// Find others by the router at tcp/localhost:7447, as nodes of rmw_zenoh do
    #[arg(long, global = true, help_heading = "Connection")]
    pub(crate) router: bool,

    /// Share no memory: everything comes over the network
    #[arg(long, global = true, help_heading = "Connection")]
    pub(crate) no_shm: bool,

    /// Longest time to wait for what is there to be found, in seconds
    #[arg(
        long,
        global = true,
        value_name = "SECONDS",
        default_value = "1",
        value_parser = seconds,
        help_heading = "Connection"
    )]
    pub(crate) spin_time: Duration,

    /// Print JSON, for machines
    #[arg(long, global = true)]
    pub(crate) json: bool,
}

/// A time in seconds, which may have a fraction.
pub(crate) fn seconds(text: &str) -> Result<Duration, String> {
    let number: f64 = text.parse().map_err(|_| "a number of seconds is required".to_string())?;
    Duration::try_from_secs_f64(number).map_err(|error| error.to_string())
}

/// A number of bytes, which may have a unit: `500M`, `2GiB`.
pub(crate) fn bytes(text: &str) -> Result<u64, String> {
    let split = text.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(text.len());
    let (number, unit) = text.split_at(split);
    let number: f64 = number.parse().map_err(|_| "a number of bytes is required".to_string())?;
    let factor: f64 = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1.0,
        "k" | "kb" => 1e3,
        "m" | "mb" => 1e6,
        "g" | "gb" => 1e9,
        "ki" | "kib" => 1024.0,
        "mi" | "mib" => 1024.0 * 1024.0,
        "gi" | "gib" => 1024.0 * 1024.0 * 1024.0,
        _ => return Err(format!("`{unit}` is no unit; k, M, G, Ki, Mi and Gi are")),
    };
    let bytes = number * factor;
    if bytes < u64::MAX as f64 { Ok(bytes as u64) } else { Err("it is too large".into()) }
}

/// A positive number, which may have a fraction.
pub(crate) fn positive(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(number) if number > 0.0 && number.is_finite() => Ok(number),
        _ => Err("a number greater than 0 is required".into()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn bytes_have_units() {
        for (text, expected) in [("17", 17), ("1.5k", 1500), ("2GiB", 2 << 30), ("3 MB", 3_000_000)]
        {
            assert_eq!(bytes(text), Ok(expected), "{text}");
        }
        for text in ["", "x", "1x", "1e99G", "-1"] {
            assert!(bytes(text).is_err(), "{text}");
        }
    }
}
