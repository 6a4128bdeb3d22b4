//! How much an archive may unpack to. The sizes that it states of itself count for nothing: only bytes really read do.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

use thiserror::Error;

/// The most members of an archive, those of archives in it included.
const MEMBERS: u64 = 200_000;
/// The most bytes that an archive may unpack to: 8 GiB, three times EDGAR's largest day.
const UNPACKED: u64 = 8 << 30;
/// How many times its own size an archive may unpack to; filings rarely come to 20.
const RATIO: u64 = 200;
/// What may be unpacked whatever the ratio: small archives of blank forms are no danger.
const FREE: u64 = 128 << 20;

/// A limit that an archive went over. The fault lies in the archive.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub(super) enum Excess {
    #[error("over the limit of 200,000 members in an archive; the rest was not read")]
    Members,
    #[error("over the limit of 8 GiB unpacked; the rest was not read")]
    Unpacked,
    #[error("over the limit of 200 times its own size unpacked; the rest was not read")]
    Ratio,
}

/// What was read of an archive so far.
#[derive(Debug, Default)]
pub(super) struct Budget {
    members: Cell<u64>,
    packed: Cell<u64>,
    unpacked: Cell<u64>,
}

impl Budget {
    /// Counts bytes of the archive as it lies on disk.
    pub(super) fn add_packed(&self, bytes: u64) {
        self.packed.set(self.packed.get().saturating_add(bytes));
    }

    /// Counts a member.
    pub(super) fn add_member(&self) -> Result<(), Excess> {
        self.members.set(self.members.get() + 1);
        if self.members.get() > MEMBERS { Err(Excess::Members) } else { Ok(()) }
    }

    /// Counts unpacked bytes.
    pub(super) fn add_unpacked(&self, bytes: u64) -> Result<(), Excess> {
        let unpacked = self.unpacked.get().saturating_add(bytes);
        self.unpacked.set(unpacked);
        if unpacked > UNPACKED {
            return Err(Excess::Unpacked);
        }
        if unpacked > FREE && unpacked / RATIO > self.packed.get() {
            return Err(Excess::Ratio);
        }
        Ok(())
    }
}

/// Counts the packed bytes that are read.
pub(super) struct Packed<R> {
    pub(super) inner: R,
    pub(super) budget: Rc<Budget>,
}

impl<R: Read> Read for Packed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.budget.add_packed(read as u64);
        Ok(read)
    }
}

/// Counts the unpacked bytes that are read, and reads no more than the budget.
pub(super) struct Unpacked<R> {
    pub(super) inner: R,
    pub(super) budget: Rc<Budget>,
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.budget.add_unpacked(read as u64).map_err(io::Error::other)?;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::{Budget, Excess, FREE, MEMBERS, UNPACKED};

    #[test]
    fn fault_31_every_limit_is_kept() {
        let budget = Budget::default();
        assert_eq!((budget.add_unpacked(FREE), budget.add_unpacked(1 << 20)), (Ok(()), Err(Excess::Ratio)));
        budget.add_packed(UNPACKED);
        assert_eq!((budget.add_unpacked(1), budget.add_unpacked(UNPACKED)), (Ok(()), Err(Excess::Unpacked)));
        let refused = (0..=MEMBERS).map(|_| budget.add_member()).filter(Result::is_err).count();
        assert_eq!(refused, 1);
    }
}
