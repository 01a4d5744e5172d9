//! Latency of messages between two processes.

pub mod cell;
pub mod clock;
pub mod error;
pub mod hiroz;
pub mod iceoryx2;
pub mod json;
pub mod ours;
pub mod pair;
pub mod payload;
pub mod plan;
pub mod plot;
pub mod raw;
pub mod receiver;
pub mod row;
pub mod run;
pub mod sender;
pub mod settings;
pub mod side;
pub mod table;
pub mod task;
