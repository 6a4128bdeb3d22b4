//! Sets of node kinds: what a selector can find, and what can stand where.

use std::ops::BitOr;

use crate::tree::Kind;

/// A set of kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KindSet(u64);

impl KindSet {
    /// No kind.
    pub const NONE: Self = Self(0);

    /// Every kind.
    pub fn all() -> Self {
        Kind::ALL.iter().copied().collect()
    }

    /// Whether the set holds a kind.
    pub fn contains(self, kind: Kind) -> bool {
        self.0 & (1 << kind as u64) != 0
    }

    /// Whether the set holds no kind.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The kinds that both sets hold.
    pub fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The kinds in the order of the reference.
    pub fn iter(self) -> impl Iterator<Item = Kind> {
        Kind::ALL.iter().copied().filter(move |&kind| self.contains(kind))
    }

    /// The kinds that may stand directly in one of these.
    pub fn children(self) -> Self {
        let fits = |kind: &Kind| kind.parents().iter().any(|&parent| self.contains(parent));
        Kind::ALL.iter().copied().filter(fits).collect()
    }

    /// The kinds that may stand anywhere below one of these.
    pub fn descendants(self) -> Self {
        let mut below = self.children();
        loop {
            let more = below | below.children();
            if more == below {
                return below;
            }
            below = more;
        }
    }

    /// The kinds that one of these may stand anywhere below.
    pub fn ancestors(self) -> Self {
        let holds = |kind: &Kind| !Self::from(*kind).descendants().intersection(self).is_empty();
        Kind::ALL.iter().copied().filter(holds).collect()
    }

    /// The kinds that may stand beside one of these, under the same parent.
    pub fn siblings(self) -> Self {
        let parents: Self = self.iter().flat_map(|kind| kind.parents().iter().copied()).collect();
        parents.children()
    }

    /// The kinds as a reader is told: `registrant or portfolio`.
    pub fn describe(self) -> String {
        if self == Self::all() {
            return "any kind".to_owned();
        }
        let names: Vec<String> = self.iter().map(|kind| format!("`{kind}`")).collect();
        names.join(" or ")
    }
}

impl From<Kind> for KindSet {
    fn from(kind: Kind) -> Self {
        Self(1 << kind as u64)
    }
}

impl BitOr for KindSet {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl FromIterator<Kind> for KindSet {
    fn from_iter<I: IntoIterator<Item = Kind>>(kinds: I) -> Self {
        kinds.into_iter().fold(Self::NONE, |set, kind| set | Self::from(kind))
    }
}

#[cfg(test)]
mod tests {
    use super::KindSet;
    use crate::tree::Kind;

    #[test]
    fn the_schema_says_what_can_stand_where() {
        let registrant = KindSet::from(Kind::Registrant);
        assert!(registrant.children().contains(Kind::Portfolio));
        assert!(!registrant.children().contains(Kind::Class));
        assert!(registrant.descendants().contains(Kind::Class));
        assert!(registrant.ancestors().contains(Kind::Document));
        assert!(!registrant.descendants().contains(Kind::Signature));
        assert!(registrant.siblings().contains(Kind::Signature));
    }
}
