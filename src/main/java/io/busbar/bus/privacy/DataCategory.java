package io.busbar.bus.privacy;

import java.util.List;

/**
 * A category of personal data that a service holds, as a record of processing activities (GDPR, article 30) lists it. All texts are whole
 * sentences except the name.
 *
 * @param name       what the data is
 * @param purpose    why it is stored
 * @param retention  how long it is stored
 * @param isExported whether exports contain it
 * @param export     what exports contain of it
 * @param erasure    what happens to it when the user's account is erased
 * @param idTables   the tables that keep the ID of an erased user, without anything that identifies the person
 */
public record DataCategory(
        String name,
        String purpose,
        String retention,
        boolean isExported,
        String export,
        String erasure,
        List<String> idTables) {

    public DataCategory {
        idTables = List.copyOf(idTables);
    }

    /** Creates a category, which exports contain completely unless it says otherwise. Purpose, retention and erasure are required. */
    public static DataCategory of(String name) {
        return new DataCategory(name, "", "", true, "Complete.", "", List.of());
    }

    /** Says why the data is stored. */
    public DataCategory purpose(String text) {
        return new DataCategory(name, text, retention, isExported, export, erasure, idTables);
    }

    /** Says how long the data is stored. */
    public DataCategory retention(String text) {
        return new DataCategory(name, purpose, text, isExported, export, erasure, idTables);
    }

    /** Says which part of the data exports contain. */
    public DataCategory exportedAs(String text) {
        return new DataCategory(name, purpose, retention, true, text, erasure, idTables);
    }

    /** Says why exports do not contain the data. */
    public DataCategory notExported(String reason) {
        return new DataCategory(name, purpose, retention, false, "Not exported. " + reason, erasure, idTables);
    }

    /** Says what happens to the data when the user's account is erased. */
    public DataCategory erasure(String text) {
        return new DataCategory(name, purpose, retention, isExported, export, text, idTables);
    }

    /** Declares that these tables keep the ID of an erased user, which no longer leads to a person. */
    public DataCategory keepsIdIn(String... tables) {
        return new DataCategory(name, purpose, retention, isExported, export, erasure, List.of(tables));
    }

    boolean isComplete() {
        return !purpose.isBlank() && !retention.isBlank() && !erasure.isBlank();
    }
}
