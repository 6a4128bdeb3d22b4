//! Invents exhibits: amendments with a long preamble, three signatures and two schedules of registrants and portfolios.

use std::fmt::Write;

/// Portfolios of each registrant of the two schedules.
const SCHEDULES: [&[usize]; 2] = [&[15, 9, 4, 5, 6, 7, 3, 1], &[2, 1, 1, 1, 9, 3]];
/// The registrants after which a page ends.
const PAGE_ENDS: [usize; 5] = [1, 5, 7, 12, 13];
const REGISTRANTS: [&str; 14] = [
    "EQUITY FUNDS",
    "FUNDS GROUP",
    "GROWTH SERIES",
    "OVERSEAS FUNDS, INC.",
    "INVESTMENT FUNDS",
    "INVESTMENT SECURITIES FUNDS",
    "SPECIAL SITUATIONS FUNDS",
    "TAX-EXEMPT FUNDS",
    "STOCK & BOND FUNDS, INC.",
    "ADVISER SERIES FUNDS, INC.",
    "OVERSEAS FUNDS, INC. II",
    "MANAGER SERIES FUNDS, INC.",
    "SECTOR FUNDS",
    "STOCK FUNDS INC.",
];
const STYLES: [&str; 10] = [
    "Blue Chip",
    "Mid Cap",
    "Large Cap",
    "Small Company",
    "Balanced",
    "Global",
    "U.S.",
    "Multi-Sector",
    "Core",
    "Pacific",
];
const AIMS: [&str; 7] =
    ["Growth", "Income", "Value", "Equity", "Health Sciences", "Emerging Growth", "Gold & Precious Metals"];

/// The name of the house, another one for each of the first 1600 numbers.
fn house(number: usize) -> String {
    const FIRST: [&str; 40] = [
        "Har", "Ash", "Bel", "Cal", "Dun", "Elm", "Fal", "Gar", "Hol", "Ing", "Jar", "Kel", "Lan", "Mar", "Nor", "Oak",
        "Pem", "Quin", "Ros", "Sel", "Tan", "Ul", "Val", "Wes", "Yar", "Zel", "Bar", "Cor", "Del", "Est", "Fen", "Gil",
        "Hav", "Ivy", "Jes", "Kin", "Lor", "Mel", "Nev", "Orm",
    ];
    const SECOND: [&str; 40] = [
        "bor", "ford", "wick", "ton", "ley", "field", "gate", "stead", "mont", "worth", "ham", "dale", "bury", "well",
        "by", "combe", "den", "crest", "haven", "bridge", "mere", "moor", "port", "ridge", "side", "stone", "thorpe",
        "vale", "view", "wood", "water", "ward", "burn", "cliff", "croft", "fall", "glen", "hill", "holm", "land",
    ];
    format!("{}{}", FIRST[number % 40], SECOND[number / 40 % 40])
}

/// The exhibit of a number: about 6.6 KB, 14 registrants, 67 portfolios, 3 signatures.
pub(crate) fn exhibit(number: usize) -> String {
    let house = house(number);
    let mut text = head(&house.to_uppercase());
    let (mut page, mut registrant, mut portfolio) = (2, 0, 0);
    for (schedule, counts) in SCHEDULES.iter().enumerate() {
        write!(text, "\n{:34}SCHEDULE A-{}\n{:39}TO\n", "", schedule + 1, "").expect("strings take all");
        text.push_str(TITLE);
        for &count in *counts {
            let heading = if count == 1 { "PORTFOLIO" } else { "PORTFOLIOS" };
            let name = REGISTRANTS[registrant];
            write!(text, "\n         {} {name}\n\n         {heading}\n\n", house.to_uppercase())
                .expect("strings take all");
            for _ in 0..count {
                let (style, aim) = (STYLES[portfolio % STYLES.len()], AIMS[portfolio % AIMS.len()]);
                writeln!(text, "         {house} {style} {aim} Fund").expect("strings take all");
                portfolio += 1;
            }
            if PAGE_ENDS.contains(&registrant) {
                write!(text, "\n{:39}{page}\n", "").expect("strings take all");
                text.push_str(if registrant + 1 < REGISTRANTS.len() { "<PAGE>\n" } else { "" });
                page += 1;
            }
            registrant += 1;
        }
    }
    text
}

/// Exhibits one after the other, each of another house, until there are `bytes` bytes.
pub(crate) fn exhibits(bytes: usize) -> String {
    let mut text = String::with_capacity(bytes + 8000);
    for number in 0.. {
        if text.len() >= bytes {
            break;
        }
        text.push_str(&exhibit(number));
    }
    text
}

const TITLE: &str = "                              AMENDED AND RESTATED
                          MASTER DISTRIBUTION AGREEMENT
                                (CLASS B SHARES)
";

fn head(house: &str) -> String {
    let mut text = format!(
        "<PAGE>\n{:65}EXHIBIT e(2)(g)\n\n{:33}AMENDMENT NO. 6\n\n{:39}TO\n\n{TITLE}
         The Amended and Restated Master Distribution Agreement (Class B Shares)
(the \"Agreement\") made as of the 3rd day of March, 2003, by and between each of
the investment companies that Schedule A-1 and Schedule A-2 to the Agreement set
forth (each individually referred to as the \"Fund\", or collectively, the
\"Funds\"), severally, on behalf of each of its series of common stock or shares
of beneficial interest, as the case may be, that Schedule A-1 and Schedule A-2
to the Agreement set forth (each, a \"Portfolio\"), with respect to the Class B
Shares (the \"Shares\") of each Portfolio, and {house} DISTRIBUTORS, INC., a
Delaware corporation (the \"Distributor\"), is hereby amended as follows:

                  1.       Schedule a-1 and Schedule a-2 to the Agreement are
deleted in their entirety and replaced by Schedule a-1 and Schedule a-2 as they
are attached to this amendment.

         All other terms and provisions of the Agreement not amended hereby
shall remain in full force and effect.

Dated: November 24, 2004

",
        "", "", ""
    );
    let lists = |letter| {
        format!(
            "EACH FUND LISTED ON SCHEDULE {letter} ON\nBEHALF OF THE SHARES OF EACH\nPORTFOLIO LISTED ON SCHEDULE {letter}"
        )
    };
    signature(&mut text, &lists("A-1"), "Mary H. Ellison", "Executive Vice President");
    signature(&mut text, &lists("A-2"), "Mary H. Ellison", "Executive Vice President");
    signature(&mut text, &format!("{house} DISTRIBUTORS, INC."), "Glenn Norris", "President");
    text.push_str("<PAGE>\n");
    text
}

fn signature(text: &mut String, party: &str, name: &str, title: &str) {
    for line in party.lines() {
        writeln!(text, "{:43}{line}", "").expect("strings take all");
    }
    let drawn = "-".repeat(33);
    write!(text, "\n{:43}By: /s/ {name}\n{:47}{drawn}\n{:47}Name: {name}\n{:47}Title: {title}\n\n", "", "", "", "")
        .expect("strings take all");
}
