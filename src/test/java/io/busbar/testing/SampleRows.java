package io.busbar.testing;

import java.lang.reflect.Constructor;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * The rows of one service for the tests that visit every service, and its lists. A service that has lists, or objects of users, implements
 * it beside its tests in a class whose name ends in {@code SampleRows}; the tests find it by that name.
 */
public interface SampleRows {
    /** Returns the sample rows of all services, by the names of their classes. */
    static List<SampleRows> all() {
        return ReflectionSupport.findAllClassesInPackage(
                        "io.busbar.services",
                        type -> SampleRows.class.isAssignableFrom(type),
                        name -> name.endsWith("SampleRows"))
                .stream()
                .sorted(Comparator.comparing(Class::getSimpleName))
                .map(SampleRows::create)
                .toList();
    }

    private static SampleRows create(Class<?> type) {
        try {
            Constructor<?> constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            return (SampleRows) constructor.newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " needs a constructor without parameters", e);
        }
    }

    /**
     * Returns statements that insert the items of the service's lists, one for each row of {@code {other}}: it has an {@code owner}, whose
     * lists get the item, another user's {@code id}, and a number {@code n}.
     */
    default List<String> items() {
        return List.of();
    }

    /** Returns statements that make each text of the items as long as its column allows. {@code {c}} takes four bytes in UTF-8. */
    default List<String> longestTexts() {
        return List.of();
    }

    /**
     * Returns statements that vary 100,000 items before plans are checked, and fill the tables that lists join. {@code {owner}} is the owner's
     * ID, {@code {count}} 100,000.
     */
    default List<String> variations() {
        return List.of();
    }

    /** Returns paths of lists with query, which an admin reads in order from an index: {@code /services?category=category-1}. */
    default List<String> lists() {
        return List.of();
    }

    /** Returns such paths that the owner reads. */
    default List<String> ownLists() {
        return List.of();
    }

    /**
     * Returns statements that insert an object of the user {@code {user}} and return its ID, by the beginning of the paths that contain the ID:
     * {@code /notes/{id}}.
     */
    default Map<String, String> objects() {
        return Map.of();
    }
}
