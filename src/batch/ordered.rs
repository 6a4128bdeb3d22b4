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
    sink: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E>
where
    T: Sync,
    R: Send,
{
    parts_in_order(items, jobs, |item| Box::new(std::iter::once(item)), work, sink)
}

/// As [`in_order`] for items that fall into parts: `open` gives the parts of an item, `work` is called for every part.
///
/// The parts of an item are taken one after the other, whichever thread is free, and worked on in parallel; so many as there are
/// threads are taken before their work begins, so that an item may be far larger than the memory.
///
/// # Errors
///
/// The first error of `sink`; work that is not begun is then left out.
pub fn parts_in_order<'i, T, P, R, E>(
    items: &'i [T],
    jobs: usize,
    open: impl Fn(&'i T) -> Parts<'i, P> + Sync,
    work: impl Fn(P) -> R + Sync,
    mut sink: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E>
where
    T: Sync,
    P: Send,
    R: Send,
{
    // Without threads, the work is still done.
    let Some(pool) = pool(jobs) else {
        return items.iter().flat_map(open).try_for_each(|part| sink(work(part)));
    };
    let threads = pool.current_num_threads();
    let gate = Gate::new(items, threads * AHEAD);
    let (gate, open, work) = (&gate, &open, &work);
    let (sender, receiver) = mpsc::channel();
    pool.in_place_scope(|scope| {
        for _ in 0..threads {
            let sender = sender.clone();
            scope.spawn(move |_| labour(gate, open, work, &sender));
        }
        drop(sender);
        deliver(&receiver, gate, sink)
    })
}

/// The parts of an item, as they are taken.
pub type Parts<'i, P> = Box<dyn Iterator<Item = P> + Send + 'i>;

/// What a thread tells of an item by its place.
enum Told<R> {
    /// The result of the part with a number.
    Result(usize, usize, R),
    /// The item has so many parts.
    End(usize, usize),
}

/// What one thread does: takes the next part, works on it, sends the result with its place.
fn labour<'i, T, P, R>(
    gate: &Gate<'i, T, P>,
    open: impl Fn(&'i T) -> Parts<'i, P>,
    work: impl Fn(P) -> R,
    sender: &Sender<Told<R>>,
) {
    while let Some(turn) = gate.enter() {
        let told = catch_unwind(AssertUnwindSafe(|| turn.take(gate, &open, &work))).unwrap_or_else(|panic| {
            // The others would wait for this result for ever.
            gate.stop();
            resume_unwind(panic)
        });
        if sender.send(told).is_err() {
            break;
        }
    }
}

fn pool(jobs: usize) -> Option<ThreadPool> {
    ThreadPoolBuilder::new().num_threads(jobs.min(MAX_JOBS)).stack_size(STACK).build().ok()
}

fn deliver<R, E, T, P>(
    receiver: &Receiver<Told<R>>,
    gate: &Gate<'_, T, P>,
    mut sink: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    let (mut waiting, mut ends) = (BTreeMap::new(), BTreeMap::new());
    let mut next = (0, 0);
    for told in receiver {
        match told {
            Told::Result(item, part, result) => {
                waiting.insert((item, part), result);
            }
            Told::End(item, parts) => {
                ends.insert(item, parts);
            }
        }
        loop {
            if let Some(result) = waiting.remove(&next) {
                next.1 += 1;
                gate.delivered(next.0);
                if let Err(error) = sink(result) {
                    gate.stop();
                    return Err(error);
                }
            } else if ends.get(&next.0) == Some(&next.1) {
                ends.remove(&next.0);
                next = (next.0 + 1, 0);
            } else {
                break;
            }
        }
    }
    Ok(())
}

/// Hands out parts and holds back threads that are too far ahead.
struct Gate<'i, T, P> {
    items: &'i [T],
    state: Mutex<GateState<'i, P>>,
    moved: Condvar,
    ahead: usize,
}

struct GateState<'i, P> {
    /// The first item that is not begun.
    next: usize,
    /// Items that are begun and not known to have ended.
    open: BTreeMap<usize, Open<'i, P>>,
    /// Parts that were handed out and not delivered, by item; items without any are left out.
    owed: BTreeMap<usize, usize>,
    all_owed: usize,
    is_stopped: bool,
}

/// An item that is begun.
struct Open<'i, P> {
    /// Its further parts; `None` while a thread takes the next.
    parts: Option<Parts<'i, P>>,
    /// How many parts were taken.
    taken: usize,
}

/// The right to take the next part of an item.
struct Turn<'i, T, P> {
    at: usize,
    part: usize,
    /// The item, where it is not begun.
    item: &'i T,
    parts: Option<Parts<'i, P>>,
}

impl<'i, T, P> Turn<'i, T, P> {
    /// Takes the part, lets others take further ones, and works on it.
    fn take<R>(self, gate: &Gate<'i, T, P>, open: impl Fn(&'i T) -> Parts<'i, P>, work: impl Fn(P) -> R) -> Told<R> {
        let mut parts = self.parts.unwrap_or_else(|| open(self.item));
        match parts.next() {
            Some(part) => {
                gate.taken(self.at, parts);
                Told::Result(self.at, self.part, work(part))
            }
            None => {
                gate.ended(self.at);
                Told::End(self.at, self.part)
            }
        }
    }
}

impl<'i, T, P> Gate<'i, T, P> {
    fn new(items: &'i [T], ahead: usize) -> Self {
        let state = GateState { next: 0, open: BTreeMap::new(), owed: BTreeMap::new(), all_owed: 0, is_stopped: false };
        Self { items, state: Mutex::new(state), moved: Condvar::new(), ahead }
    }

    fn lock(&self) -> MutexGuard<'_, GateState<'i, P>> {
        // No code that can panic runs under this lock.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next part to work on; `None` when there is none. Waits while too many results wait for an earlier one.
    fn enter(&self) -> Option<Turn<'i, T, P>> {
        let mut state = self.lock();
        loop {
            if state.is_stopped || state.next == self.items.len() && state.open.is_empty() {
                return None;
            }
            if let Some(turn) = state.turn(self.items, self.ahead) {
                return Some(turn);
            }
            state = self.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Gives the further parts of an item back; one was taken.
    fn taken(&self, at: usize, parts: Parts<'i, P>) {
        let mut state = self.lock();
        if let Some(open) = state.open.get_mut(&at) {
            open.parts = Some(parts);
        }
        self.moved.notify_all();
    }

    fn ended(&self, at: usize) {
        let mut state = self.lock();
        state.open.remove(&at);
        state.settle(at);
        self.moved.notify_all();
    }

    fn delivered(&self, at: usize) {
        self.lock().settle(at);
        self.moved.notify_all();
    }

    fn stop(&self) {
        self.lock().is_stopped = true;
        self.moved.notify_all();
    }
}

impl<'i, P> GateState<'i, P> {
    /// A turn at the earliest item that is not being taken from. The earliest item of all is never held back by later ones, so
    /// that it comes to its end.
    fn turn<T>(&mut self, items: &'i [T], ahead: usize) -> Option<Turn<'i, T, P>> {
        let earliest = self.open.keys().next().copied();
        let may_take = |at: usize| {
            let owed = self.owed.get(&at).copied().unwrap_or(0);
            self.all_owed < ahead || Some(at) == earliest && owed < ahead
        };
        let free = self.open.iter().find(|(at, open)| open.parts.is_some() && may_take(**at)).map(|(&at, _)| at);
        let at = match free {
            Some(at) => at,
            None if self.next < items.len() && self.all_owed < ahead => {
                self.open.insert(self.next, Open { parts: None, taken: 0 });
                self.next += 1;
                self.next - 1
            }
            None => return None,
        };
        let open = self.open.get_mut(&at)?;
        open.taken += 1;
        let turn = Turn { at, part: open.taken - 1, item: &items[at], parts: open.parts.take() };
        *self.owed.entry(at).or_default() += 1;
        self.all_owed += 1;
        Some(turn)
    }

    /// Strikes one part that was owed.
    fn settle(&mut self, at: usize) {
        if let Some(owed) = self.owed.get_mut(&at) {
            *owed -= 1;
            self.all_owed -= 1;
            if *owed == 0 {
                self.owed.remove(&at);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::{AHEAD, Parts, in_order, parts_in_order};

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
    fn the_parts_of_items_keep_their_order_too() {
        let items: Vec<usize> = (0..40).collect();
        let open =
            |&item: &usize| -> Parts<'_, (usize, usize)> { Box::new((0..item % 7).map(move |part| (item, part))) };
        let work = |part: (usize, usize)| {
            std::thread::sleep(Duration::from_micros(if part.1 == 0 { 900 } else { 10 }));
            part
        };
        let expected: Vec<(usize, usize)> = items.iter().flat_map(open).collect();
        for jobs in [1, 2, 7, 0] {
            let mut results = Vec::new();
            let sink = |part| {
                results.push(part);
                Ok::<(), Infallible>(())
            };
            parts_in_order(&items, jobs, open, work, sink).expect("no errors");
            assert_eq!(results, expected);
        }
    }

    #[test]
    fn one_item_of_many_parts_is_worked_on_by_all_threads_and_not_far_ahead() {
        let taken = AtomicUsize::new(0);
        let furthest = AtomicUsize::new(0);
        let threads = std::sync::Mutex::new(std::collections::HashSet::new());
        let open =
            |_: &()| -> Parts<'_, usize> { Box::new((0..500).inspect(|_| _ = taken.fetch_add(1, Ordering::SeqCst))) };
        let work = |part: usize| {
            threads.lock().expect("lock").insert(std::thread::current().id());
            std::thread::sleep(Duration::from_millis(if part == 0 { 50 } else { 0 }));
            if part == 0 {
                furthest.store(taken.load(Ordering::SeqCst), Ordering::SeqCst);
            }
        };
        parts_in_order(&[()], 3, open, work, |()| Ok::<(), Infallible>(())).expect("no errors");
        assert!(threads.lock().expect("lock").len() > 1);
        assert!(furthest.load(Ordering::SeqCst) <= 3 * AHEAD + 3, "{furthest:?}");
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
