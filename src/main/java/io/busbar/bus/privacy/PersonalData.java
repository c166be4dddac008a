package io.busbar.bus.privacy;

import io.busbar.bus.Contract;
import io.busbar.bus.Id;
import io.busbar.bus.Operation;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a contract states about the personal data of its service. Services create it with {@link Contract#holdsPersonalData}. */
public final class PersonalData {
    private static final int MAX_EXPORT_BYTES = 8 << 20;

    private final Contract contract;
    private final List<DataCategory> categories;
    private @Nullable ExportSection section;

    /**
     * The part of an export that comes from one service.
     *
     * @param name      the field of the export file
     * @param operation returns the data of a user
     */
    public record ExportSection(String name, Operation<Id, ? extends Record> operation) {}

    /** Creates the statement of a contract. Without categories it says that the service holds no personal data. */
    public PersonalData(Contract contract, List<DataCategory> categories) {
        this.contract = contract;
        this.categories = List.copyOf(categories);
        categories.stream()
                .filter(category -> !category.isComplete())
                .findFirst()
                .ifPresent(category -> {
                    throw new IllegalStateException(
                            "%s: the personal data \"%s\" needs a purpose, a retention and an erasure"
                                    .formatted(contract.service(), category.name()));
                });
    }

    /**
     * Declares the internal operation that returns what the service holds about a user; the request is the user's ID.
     *
     * @param sectionName the field of the export file that contains the result
     * @param type        the record with the data
     */
    public <E extends Record> Operation<Id, E> exportedAs(String sectionName, Class<E> type) {
        Operation<Id, E> operation = contract.internal("exportPersonalData")
                .summary("Export a user's personal data")
                .maxResponseBytes(MAX_EXPORT_BYTES)
                .idempotent()
                .takes(Id.class)
                .returns(type);
        section = new ExportSection(sectionName, operation);
        return operation;
    }

    public List<DataCategory> categories() {
        return categories;
    }

    /** Returns whether the service holds any personal data. */
    public boolean isPresent() {
        return !categories.isEmpty();
    }

    /** Returns the section of the service in exports; empty if none of its data is exported. */
    public Optional<ExportSection> section() {
        return Optional.ofNullable(section);
    }

    /** Fails if the categories and the section contradict each other. */
    public void requireConsistent() {
        boolean exports = categories.stream().anyMatch(DataCategory::isExported);
        if (exports != (section != null)) {
            throw new IllegalStateException(contract.service()
                    + (exports
                            ? " holds personal data that exports contain; declare its section with .holdsPersonalData(…).exportedAs(…)"
                            : " declares a section of exports, but none of its personal data is exported"));
        }
    }
}
