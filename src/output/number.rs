//! Numbers for people: thousands set apart, sizes in binary units, words in the plural.

/// Writes a count with commas between thousands: `1,180`.
pub fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// Writes a count with its noun: `1 error`, `1,020 warnings`.
pub fn plural(count: usize, noun: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{} {noun}{ending}", grouped(count))
}

/// Writes a size: `812 B`, `6.5 KiB`, `64 MiB`.
pub fn bytes(count: u64) -> String {
    const UNITS: [&str; 3] = ["KiB", "MiB", "GiB"];
    if count < 1024 {
        return format!("{count} B");
    }
    let mut size = count as f64 / 1024.0;
    let mut unit = 0;
    while size >= 1023.95 && unit + 1 < UNITS.len() {
        size /= 1024.0;
        unit += 1;
    }
    let number = format!("{size:.1}");
    format!("{} {}", number.strip_suffix(".0").unwrap_or(&number), UNITS[unit])
}

#[cfg(test)]
mod tests {
    use super::{bytes, grouped, plural};

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!([0, 999, 1000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!((plural(1, "error"), plural(0, "error")), ("1 error".into(), "0 errors".into()));
    }

    #[test]
    fn sizes_have_binary_units() {
        let sizes = [0, 1023, 1024, 6656, 64 << 20, (1 << 20) - 1, 5 << 40];
        assert_eq!(sizes.map(bytes), ["0 B", "1023 B", "1 KiB", "6.5 KiB", "64 MiB", "1 MiB", "5120 GiB"]);
    }
}
