//! Work on many items in parallel, with the results in the order of the items.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use rayon::{ThreadPool, ThreadPoolBuilder};

/// The greatest number of threads.
pub const MAX_JOBS: usize = 256;

/// How many results a thread may be ahead of the one that is delivered next. Bounds the memory of a run.
const AHEAD: usize = 16;
/// Room for the deepest recursion of any stage.
const STACK: usize = 16 << 20;

/// Calls `work` for every item on `jobs` threads and `sink` with the results on this thread, in the order of the items.
///
/// `jobs` of 0 means one thread a core. At most a few results a thread wait for an earlier one.
///
/// # Errors
///
/// The first error of `sink`; work that is not begun is then left out.
pub fn in_order<T, R, E>(
    items: &[T],
    jobs: usize,
    work: impl Fn(&T) -> R + Sync,
    mut sink: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E>
where
    T: Sync,
    R: Send,
{
    // Without threads, the work is still done.
    let Some(pool) = pool(jobs) else {
        return items.iter().try_for_each(|item| sink(work(item)));
    };
    let threads = pool.current_num_threads();
    let gate = Gate::new(items.len(), threads * AHEAD);
    let (gate, work) = (&gate, &work);
    let (sender, receiver) = mpsc::channel();
    pool.in_place_scope(|scope| {
        for _ in 0..threads {
            let sender = sender.clone();
            scope.spawn(move |_| labour(gate, |at| work(&items[at]), &sender));
        }
        drop(sender);
        deliver(&receiver, gate, sink)
    })
}

/// What one thread does: takes the next item, works on it, sends the result with the item's place.
fn labour<R>(gate: &Gate, work: impl Fn(usize) -> R, sender: &Sender<(usize, R)>) {
    while let Some(at) = gate.enter() {
        let result = catch_unwind(AssertUnwindSafe(|| work(at))).unwrap_or_else(|panic| {
            // The others would wait for this result for ever.
            gate.stop();
            resume_unwind(panic)
        });
        if sender.send((at, result)).is_err() {
            break;
        }
    }
}

fn pool(jobs: usize) -> Option<ThreadPool> {
    ThreadPoolBuilder::new().num_threads(jobs.min(MAX_JOBS)).stack_size(STACK).build().ok()
}

fn deliver<R, E>(
    receiver: &Receiver<(usize, R)>,
    gate: &Gate,
    mut sink: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    let mut waiting = BTreeMap::new();
    let mut next = 0;
    for (at, result) in receiver {
        waiting.insert(at, result);
        while let Some(result) = waiting.remove(&next) {
            next += 1;
            gate.delivered();
            if let Err(error) = sink(result) {
                gate.stop();
                return Err(error);
            }
        }
    }
    Ok(())
}

/// Hands out items and holds back threads that are too far ahead.
struct Gate {
    state: Mutex<GateState>,
    moved: Condvar,
    count: usize,
    ahead: usize,
}

struct GateState {
    next: usize,
    delivered: usize,
    is_stopped: bool,
}

impl Gate {
    fn new(count: usize, ahead: usize) -> Self {
        Self {
            state: Mutex::new(GateState { next: 0, delivered: 0, is_stopped: false }),
            moved: Condvar::new(),
            count,
            ahead,
        }
    }

    fn lock(&self) -> MutexGuard<'_, GateState> {
        // No code that can panic runs under this lock.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next item to work on; `None` when there is none. Waits while too many results wait for an earlier one.
    fn enter(&self) -> Option<usize> {
        let mut state = self.lock();
        while !state.is_stopped && state.next < self.count && state.next >= state.delivered + self.ahead {
            state = self.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if state.is_stopped || state.next == self.count {
            return None;
        }
        state.next += 1;
        Some(state.next - 1)
    }

    fn delivered(&self) {
        self.lock().delivered += 1;
        self.moved.notify_all();
    }

    fn stop(&self) {
        self.lock().is_stopped = true;
        self.moved.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::{AHEAD, in_order};

    fn collect(count: usize, jobs: usize, work: impl Fn(&usize) -> usize + Sync) -> Vec<usize> {
        let items: Vec<usize> = (0..count).collect();
        let mut results = Vec::new();
        let sink = |result| {
            results.push(result);
            Ok::<(), Infallible>(())
        };
        in_order(&items, jobs, work, sink).expect("no errors");
        results
    }

    #[test]
    fn results_keep_the_order_of_the_items_whatever_the_threads() {
        let uneven = |&item: &usize| {
            std::thread::sleep(Duration::from_micros(if item.is_multiple_of(7) { 800 } else { 10 }));
            item * 2
        };
        let expected: Vec<usize> = (0..300).map(|item| item * 2).collect();
        for jobs in [1, 2, 7, 0] {
            assert_eq!(collect(300, jobs, uneven), expected);
        }
        assert_eq!(collect(0, 4, uneven), [0; 0]);
    }

    #[test]
    fn a_slow_first_item_does_not_let_the_others_run_away() {
        let furthest = AtomicUsize::new(0);
        let items: Vec<usize> = (0..1000).collect();
        let work = |&item: &usize| {
            if item == 0 {
                std::thread::sleep(Duration::from_millis(100));
                return furthest.load(Ordering::SeqCst);
            }
            furthest.fetch_max(item, Ordering::SeqCst);
            0
        };
        let mut first = None;
        let sink = |result| {
            first.get_or_insert(result);
            Ok::<(), Infallible>(())
        };
        in_order(&items, 2, work, sink).expect("no errors");
        assert!(first.is_some_and(|furthest| furthest < 2 * AHEAD), "{first:?}");
    }

    #[test]
    fn an_error_of_the_sink_ends_the_work() {
        let items: Vec<usize> = (0..10_000).collect();
        let done = AtomicUsize::new(0);
        let work = |_: &usize| done.fetch_add(1, Ordering::SeqCst);
        let result = in_order(&items, 2, work, |_| Err("closed"));
        assert_eq!(result, Err("closed"));
        assert!(done.load(Ordering::SeqCst) < 1000);
    }

    #[test]
    fn a_panic_outside_the_guarded_work_is_passed_on_and_never_hangs() {
        let result =
            std::panic::catch_unwind(|| collect(1000, 2, |&item| if item == 3 { panic!("lost") } else { item }));
        assert!(result.is_err());
    }
}
