//! Sorting by one piece of code for every type, where a call of its own for each would be larger than it is fast: in
//! WebAssembly each instance of the standard library's sort is 2 kB with gzip.

use std::cmp::Ordering;

/// Sorts as `slice::sort_by` does; what compares equal stays in its order.
pub(crate) fn sort_by<T>(items: &mut Vec<T>, mut compare: impl FnMut(&T, &T) -> Ordering) {
    if items.len() < 2 {
        return;
    }
    let mut places: Vec<usize> = (0..items.len()).collect();
    sort_places(&mut places, &mut |a, b| {
        items.get(a).zip(items.get(b)).map_or(Ordering::Equal, |(a, b)| compare(a, b))
    });
    let mut before: Vec<Option<T>> = items.drain(..).map(Some).collect();
    items.extend(places.iter().filter_map(|place| before.get_mut(*place)?.take()));
}

fn sort_places(places: &mut [usize], compare: &mut dyn FnMut(usize, usize) -> Ordering) {
    places.sort_by(|a, b| compare(*a, *b));
}

#[cfg(test)]
mod tests {
    use super::sort_by;

    #[test]
    fn it_sorts_as_the_standard_library_does() {
        for length in [0_usize, 1, 2, 3, 20, 50, 500] {
            // Few keys, so that many compare equal; the second says where each stood.
            let mut items: Vec<(usize, usize)> = (0..length).map(|place| (place * 7919 % 11, place)).collect();
            let mut expected = items.clone();
            expected.sort_by_key(|(key, _)| *key);
            sort_by(&mut items, |(a, _), (b, _)| a.cmp(b));
            assert_eq!(items, expected);
        }
    }
}
