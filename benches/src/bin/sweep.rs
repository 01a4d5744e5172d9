//! The cost of an element of our codec's sequences, from one of them to a million.

use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use benches::messages;
use plotters::prelude::*;
use ros_z_msgs::nav_msgs::Path;
use ros_z_msgs::sensor_msgs::{Image, LaserScan};
use shm_cdr::{EncodeError, ShmMessage};

const USAGE: &str = "usage: sweep [--plot FILE.svg]";

/// How long one point is measured, at most; at least [`ROUNDS`] times.
const TIME: Duration = Duration::from_millis(100);
const ROUNDS: usize = 5;

/// Nanoseconds for one element, by the number of elements.
struct Curve {
    name: String,
    points: Vec<(u32, f64)>,
}

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let plot = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => None,
        ["--plot", file] => Some(file),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::FAILURE;
        }
    };
    let curves = match curves() {
        Ok(curves) => curves,
        Err(error) => {
            eprintln!("the sweep cannot run: {error}");
            return ExitCode::FAILURE;
        }
    };
    print(&curves);
    match plot.map(|file| draw(&curves, file)) {
        Some(Err(error)) => {
            eprintln!("the plot cannot be drawn: {error}");
            ExitCode::FAILURE
        }
        _ => ExitCode::SUCCESS,
    }
}

/// Structs with strings, numbers, and bytes.
fn curves() -> Result<Vec<Curve>, EncodeError> {
    let pose = messages::pose_stamped();
    let mut curves =
        sweep("Path.poses", |count| Path { poses: vec![pose.clone(); count], ..Path::default() })?;
    curves.extend(sweep("LaserScan.ranges", |count| LaserScan {
        ranges: vec![1.5; count],
        ..LaserScan::default()
    })?);
    curves.extend(sweep("Image.data", |count| Image {
        data: vec![7; count].into(),
        ..Image::default()
    })?);
    Ok(curves)
}

fn sweep<M: ShmMessage>(
    name: &str,
    message: impl Fn(usize) -> M,
) -> Result<Vec<Curve>, EncodeError> {
    let operations = ["size", "write", "decode", "decode into", "view"];
    let mut curves = operations
        .map(|operation| Curve { name: format!("{name}, {operation}"), points: Vec::new() });
    for count in (0..=6).map(|power| 10_u32.pow(power)) {
        let mut message = message(count as usize);
        let bytes = message.to_cdr()?;
        let mut buffer = Vec::with_capacity(bytes.len());
        let times = [
            time(|| {
                black_box(black_box(&message).estimated_serialized_size());
            }),
            time(|| {
                buffer.clear();
                black_box(&black_box(&message).write_to(&mut buffer));
            }),
            time(|| {
                black_box(&M::from_cdr(black_box(&bytes)));
            }),
            time(|| {
                black_box(&message.decode_into(black_box(&bytes)));
            }),
            time(|| {
                black_box(&M::view(black_box(&bytes)));
            }),
        ];
        for (curve, time) in curves.iter_mut().zip(times) {
            curve.points.push((count, time / f64::from(count)));
        }
    }
    Ok(curves.into())
}

/// Nanoseconds that `work` takes: the least of all rounds.
fn time(mut work: impl FnMut()) -> f64 {
    work();
    let (begin, mut least, mut rounds, mut repeat) = (Instant::now(), f64::MAX, 0, 1_u32);
    while rounds < ROUNDS || begin.elapsed() < TIME {
        let start = Instant::now();
        (0..repeat).for_each(|_| work());
        let elapsed = start.elapsed();
        // Shorter than what a clock can tell.
        if elapsed < Duration::from_micros(20) && repeat < 1 << 20 {
            repeat *= 2;
            continue;
        }
        least = least.min(elapsed.as_secs_f64() * 1e9 / f64::from(repeat));
        rounds += 1;
    }
    least
}

fn print(curves: &[Curve]) {
    println!("Nanoseconds for one element, the least of all rounds, by the number of elements.\n");
    print!("{:<32}", "elements");
    if let Some(first) = curves.first() {
        first.points.iter().for_each(|(count, _)| print!("{count:>11}"));
    }
    println!();
    for Curve { name, points } in curves {
        print!("{name:<32}");
        points.iter().for_each(|(_, time)| print!("{time:>11.4}"));
        println!();
    }
}

fn draw(curves: &[Curve], file: &str) -> Result<(), Box<dyn std::error::Error>> {
    let root = SVGBackend::new(file, (960, 600)).into_drawing_area();
    root.fill(&WHITE)?;
    let mut chart = ChartBuilder::on(&root)
        .caption("Cost of one element", ("sans-serif", 22))
        .margin(12)
        .x_label_area_size(45)
        .y_label_area_size(70)
        .build_cartesian_2d((1_u32..1_000_000_u32).log_scale(), (1e-6..1e3).log_scale())?;
    chart.configure_mesh().x_desc("elements").y_desc("nanoseconds for one element").draw()?;
    for (index, Curve { name, points }) in curves.iter().enumerate() {
        let color = Palette99::pick(index).to_rgba();
        // What takes no time that can be told has no logarithm.
        let points = points.iter().map(|(count, time)| (*count, time.max(1e-6)));
        chart
            .draw_series(LineSeries::new(points, color.stroke_width(2)))?
            .label(name)
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 18, y)], color.stroke_width(2)));
    }
    chart.configure_series_labels().background_style(WHITE.mix(0.8)).border_style(BLACK).draw()?;
    root.present()?;
    Ok(())
}
