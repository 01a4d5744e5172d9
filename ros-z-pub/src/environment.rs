//! Environment variables.

use std::str::FromStr;

use crate::{Error, Result};

/// The number in a variable, of what `requires` names; `None` if the variable is not set.
pub(crate) fn number<N: FromStr>(
    variable: &'static str,
    requires: &'static str,
) -> Result<Option<N>> {
    let Some(value) = std::env::var_os(variable) else { return Ok(None) };
    let value = value.to_string_lossy();
    match value.trim().parse() {
        Ok(number) => Ok(Some(number)),
        Err(_) => Err(Error::Environment { variable, requires, value: value.into_owned() }),
    }
}

/// The text in a variable; `None` if the variable is not set or empty.
pub(crate) fn text(variable: &'static str) -> Result<Option<String>> {
    let Some(value) = std::env::var_os(variable) else { return Ok(None) };
    match value.into_string() {
        Ok(text) if text.is_empty() => Ok(None),
        Ok(text) => Ok(Some(text)),
        Err(value) => {
            let value = value.to_string_lossy().into_owned();
            Err(Error::Environment { variable, requires: "UTF-8", value })
        }
    }
}

/// The ROS domain that `ROS_DOMAIN_ID` names; 0 if it is not set or, as in rcl, empty.
pub(crate) fn domain_id() -> Result<u32> {
    const VARIABLE: &str = "ROS_DOMAIN_ID";
    if std::env::var_os(VARIABLE).is_some_and(|value| value.is_empty()) {
        return Ok(0);
    }
    Ok(number(VARIABLE, "the number of a domain")?.unwrap_or(0))
}
