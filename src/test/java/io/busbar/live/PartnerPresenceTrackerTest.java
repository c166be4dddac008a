package io.busbar.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The order in which partners are checked. */
class PartnerPresenceTrackerTest {
    private final LinkedHashMap<String, Integer> people = new LinkedHashMap<>();

    @Test
    void rotate_withMoreThanLimit_returnsEachBeforeRepeatingAny() {
        for (String name : List.of("a", "b", "c", "d", "e")) {
            people.put(name, 0);
        }

        assertThat(next()).containsExactly("a", "b");
        people.put("f", 0);
        people.remove("c");
        assertThat(next()).containsExactly("d", "e");
        assertThat(next()).as("earlier people before the new one").containsExactly("a", "b");
        assertThat(next()).containsExactly("f", "d");
    }

    @Test
    void rotate_withFewerThanLimit_returnsAll() {
        people.put("a", 7);

        assertThat(next()).containsExactly("a");
        assertThat(next()).containsExactly("a");
        assertThat(people).containsEntry("a", 7);
        people.clear();
        assertThat(next()).isEmpty();
    }

    private List<String> next() {
        return PartnerPresenceTracker.rotate(people, 2);
    }
}
