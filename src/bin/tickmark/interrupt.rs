//! What SIGINT and SIGTERM do to a long run: it ends before the next file, and leaves nothing half written.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;
use tickmark::input::{Content, Input};

use crate::failure::Failure;

/// Added to a signal's number, that is the exit code.
const SIGNALLED: i32 = 128;

/// Whether the run was told to end.
pub(crate) struct Interrupt {
    /// The number of the signal that came; 0 before one does.
    signal: Arc<AtomicUsize>,
}

impl Interrupt {
    /// Waits for signals from now on; a second one ends the process at once. Where standard input is read, the first does, too: it may
    /// never come to an end.
    pub(crate) fn watch(inputs: &[Input]) -> Self {
        let signal = Arc::new(AtomicUsize::new(0));
        let reads_stdin =
            |input: &Input| matches!(input, Input::Source(source) if matches!(source.content, Content::Stdin));
        if !inputs.iter().any(reads_stdin) {
            let came = Arc::new(AtomicBool::new(false));
            for number in [SIGINT, SIGTERM] {
                // Where a signal cannot be waited for, it ends the process as it always does.
                let _ = flag::register_conditional_shutdown(number, SIGNALLED + number, Arc::clone(&came))
                    .and_then(|_| flag::register(number, Arc::clone(&came)))
                    .and_then(|_| flag::register_usize(number, Arc::clone(&signal), number as usize));
            }
        }
        Self { signal }
    }

    /// Goes on with the run, unless a signal came after `done` of `total` files.
    ///
    /// # Errors
    ///
    /// [`Failure::Interrupted`].
    pub(crate) fn go_on(&self, done: usize, total: usize) -> Result<(), Failure> {
        match self.signal.load(Ordering::Relaxed) {
            0 => Ok(()),
            signal => Err(Failure::Interrupted { code: SIGNALLED as u8 + signal as u8, done, total }),
        }
    }
}
