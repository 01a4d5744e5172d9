//! The program `ros-z`, run beside processes that publish and subscribe.

#![allow(clippy::unwrap_used, reason = "a test")]

mod definitions;
mod doctor;
mod graph;
mod measure;
mod messages;
mod recording;
mod segments;
mod support;
