//! The medians as a chart.

use std::path::Path;

use plotters::prelude::*;

use super::error::{Context, Result};
use super::plan::Plan;
use super::run::Outcome;
use super::table;

/// Writes an SVG file: median latency over size, both logarithmic, a line for each row.
///
/// # Errors
///
/// The file can't be written, or there is nothing to show.
pub fn write(outcome: &Outcome, plan: &Plan, path: &Path) -> Result<()> {
    draw(outcome, plan, path).context(format_args!("the chart {}", path.display()))
}

fn draw(outcome: &Outcome, plan: &Plan, path: &Path) -> Result<()> {
    let points = || {
        let numbers = outcome.cells.iter().map(|cell| (cell, cell.numbers()));
        numbers.filter_map(|(cell, numbers)| Some((cell, (cell.bytes as f64, numbers?.p50))))
    };
    let range = |values: Vec<f64>| {
        let least = values.iter().copied().reduce(f64::min)?;
        let most = values.iter().copied().reduce(f64::max)?;
        Some(least / 1.5..most * 1.5)
    };
    let sizes = range(points().map(|(_, (bytes, _))| bytes).collect()).ok_or("no results")?;
    let times = range(points().map(|(_, (_, time))| time).collect()).ok_or("no results")?;

    let mut marks: Vec<_> = points().map(|(_, (bytes, _))| bytes).collect();
    marks.dedup();

    let area = SVGBackend::new(path, (960, 600)).into_drawing_area();
    area.fill(&WHITE)?;
    let mut chart = ChartBuilder::on(&area)
        .margin(16)
        .x_label_area_size(44)
        .y_label_area_size(70)
        .build_cartesian_2d(sizes.log_scale().with_key_points(marks), times.log_scale())?;
    chart
        .configure_mesh()
        .x_desc("bulk data")
        .y_desc("one-way latency, median, µs")
        .x_label_formatter(&|bytes| table::size(*bytes as usize))
        .y_label_formatter(&|time| format!("{time}"))
        .max_light_lines(0)
        .draw()?;
    for (index, row) in plan.rows().enumerate() {
        let color = Palette99::pick(index).to_rgba();
        let line: Vec<_> =
            points().filter(|(cell, _)| cell.row.name == row.name).map(|it| it.1).collect();
        let series = LineSeries::new(line, color.stroke_width(2)).point_size(3);
        chart
            .draw_series(series)?
            .label(row.name)
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 18, y)], color.stroke_width(2)));
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperLeft)
        .background_style(WHITE.mix(0.8))
        .border_style(BLACK)
        .draw()?;
    area.present()?;
    Ok(())
}
