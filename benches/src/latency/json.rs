//! The results as one JSON document.

use serde_json::{Value, json};

use super::cell::Cell;
use super::run::Outcome;
use super::table;

/// Everything that the tables show; times in microseconds, `null` where there is nothing.
pub fn document(outcome: &Outcome) -> Value {
    let cells: Vec<_> = outcome.cells.iter().map(|cell| object(cell, outcome)).collect();
    json!({ "passes": outcome.passes, "results": cells })
}

fn object(cell: &Cell, outcome: &Outcome) -> Value {
    let numbers = cell.numbers().map(|numbers| {
        json!({
            "p50_us": numbers.p50,
            "p99_us": numbers.p99,
            "call_us": numbers.call,
            "create_zeroed_us": numbers.zeroed,
            "create_unzeroed_us": numbers.create,
            "cpu_sender_us": numbers.cpu_sender,
            "cpu_receiver_us": numbers.cpu_receiver,
            "burst_per_s": numbers.burst,
            "p50_over_floor": table::floor(outcome, cell.bytes).map(|floor| numbers.p50 / floor),
            "messages": numbers.messages,
            "verified": numbers.verified,
            "verified_in_full": numbers.verified_in_full,
            "shared": numbers.shared,
        })
    });
    json!({
        "row": cell.row.name,
        "bytes": cell.bytes,
        "failure": cell.failure,
        "numbers": numbers,
    })
}
