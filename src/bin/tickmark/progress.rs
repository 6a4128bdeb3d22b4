//! How far a long run has come: on standard error, on a terminal only, after half a second, ten times a second.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use tickmark::finding::Summary;
use tickmark::output::{format_count, plural};

/// How long a run takes before its progress is shown.
const DELAY: Duration = Duration::from_millis(500);
/// How often it is drawn in a second.
const RATE: u8 = 10;

/// The progress of a run.
pub(crate) struct Progress {
    bar: ProgressBar,
    start: Instant,
    is_shown: bool,
}

impl Progress {
    /// Starts a run over `total` inputs; nothing is shown yet.
    pub(crate) fn new(total: usize) -> Self {
        let bar = ProgressBar::with_draw_target(Some(total as u64), ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template("{spinner} {human_pos}/{human_len} files · {msg} · {eta} left");
        Self {
            bar: bar.with_style(style.expect("internal error: the template is fixed")),
            start: Instant::now(),
            is_shown: false,
        }
    }

    /// Writes something else on the terminal while no progress stands there.
    pub(crate) fn suspend<R>(&self, write: impl FnOnce() -> R) -> R {
        if self.is_shown { self.bar.suspend(write) } else { write() }
    }

    /// Counts one more input.
    pub(crate) fn advance(&mut self, summary: &Summary) {
        if !self.is_shown && self.start.elapsed() > DELAY {
            self.is_shown = true;
            // Draws nothing where standard error is no terminal.
            self.bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(RATE));
        }
        self.bar.inc(1);
        if self.is_shown {
            let rate = summary.inputs as f64 / self.start.elapsed().as_secs_f64();
            let counts = [
                plural(summary.findings(), "finding"),
                format!("{} failed", format_count(summary.not_checked)),
                format!("{}/s", format_count(rate as usize)),
            ];
            self.bar.set_message(counts.join(" · "));
        }
    }

    /// Removes the progress from the terminal.
    pub(crate) fn end(&self) {
        self.bar.finish_and_clear();
    }
}
