//! How much is measured.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::row::{self, Row};

const KIB: usize = 1 << 10;
const MIB: usize = 1 << 20;

/// What is measured, and how much of each size.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// The rows, file by file.
    pub rows: &'static [&'static [Row]],
    /// In each pass, all rows of a size run one after the other.
    pub passes: usize,
    /// What is done for each size.
    pub loads: &'static [Load],
    /// How long publishing or receiving one message may take.
    pub patience: Duration,
    /// No pass is begun later than this, apart from the first one.
    pub budget: Duration,
}

impl Plan {
    /// The rows, in the order in which they are measured and shown.
    pub fn rows(&self) -> impl Iterator<Item = &'static Row> + use<> {
        self.rows.iter().copied().flatten()
    }
}

/// What two processes do in one pass.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Load {
    /// Length of the bulk data.
    pub bytes: usize,
    /// Messages before anything counts.
    pub warm_up: u64,
    /// Messages whose latency is measured.
    pub latency: u64,
    /// Messages of the burst.
    pub burst: u64,
}

const fn load(bytes: usize, warm_up: u64, latency: u64, burst: u64) -> Load {
    Load { bytes, warm_up, latency, burst }
}

/// For tables to be shown.
pub const FULL: Plan = Plan {
    rows: row::PEERS,
    passes: 8,
    loads: &[
        load(KIB, 200, 1000, 2000),
        load(64 * KIB, 200, 1000, 2000),
        load(MIB, 60, 400, 400),
        load(8 * MIB, 20, 100, 60),
        load(32 * MIB, 10, 40, 20),
    ],
    patience: Duration::from_secs(5),
    budget: Duration::from_secs(400),
};

/// For a look in less than a minute.
pub const QUICK: Plan = Plan {
    rows: row::PEERS,
    passes: 2,
    loads: &[
        load(KIB, 50, 200, 400),
        load(64 * KIB, 50, 200, 400),
        load(MIB, 20, 100, 100),
        load(8 * MIB, 8, 25, 15),
        load(32 * MIB, 8, 12, 8),
    ],
    patience: Duration::from_secs(2),
    budget: Duration::from_secs(25),
};

/// The floor with other settings of Zenoh: what they do does not depend on the size.
pub const SETTINGS: Plan = Plan {
    rows: row::SETTINGS,
    loads: &[load(KIB, 200, 1000, 2000), load(MIB, 60, 400, 400)],
    ..FULL
};
