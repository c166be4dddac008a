package io.busbar.docs;

import io.busbar.bus.Contract;
import io.busbar.bus.privacy.DataCategory;
import io.busbar.bus.privacy.KernelPersonalData;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Writes the map of personal data: by service, what it is, why and how long it is stored, and how it is exported and erased. */
final class PersonalDataReference {
    private static final String INTRODUCTION = """
            # Personal data

            All personal data that Busbar stores: the record of processing activities (GDPR, article 30) of a deployment begins with it. Generated from
            the contracts by `GeneratedDocumentsTest`; do not edit.

            Users export their data with `POST /api/exports` and delete their account with `DELETE /api/users/account`. After the grace period
            `ACCOUNT_DELETION_GRACE` every service erases what it holds. Where an ID stays, it no longer leads to a person: nothing else
            connects it with one. How export and erasure work is in [architecture.md](architecture.md#personal-data).
            """;

    private static final String TABLE =
            "| data | purpose | stored | export | erasure | ID stays in |\n|---|---|---|---|---|---|\n";

    private PersonalDataReference() {}

    /** Returns the page in Markdown. It does not depend on the order of the declarations. */
    static String of(List<Contract> contracts) {
        List<Contract> sorted = contracts.stream()
                .sorted(Comparator.comparing(Contract::service))
                .toList();
        return INTRODUCTION
                + sorted.stream()
                        .filter(contract -> contract.personalData().isPresent())
                        .map(contract -> section(
                                contract.service(), contract.personalData().categories()))
                        .collect(Collectors.joining())
                + section("Kernel, for all services", KernelPersonalData.CATEGORIES)
                + "\n## Services without personal data\n\n"
                + sorted.stream()
                        .filter(contract -> !contract.personalData().isPresent())
                        .map(Contract::service)
                        .collect(Collectors.joining(", ", "", ".\n"));
    }

    private static String section(String title, List<DataCategory> categories) {
        return categories.stream()
                .map(category -> "| %s | %s | %s | %s | %s | %s |\n"
                        .formatted(
                                category.name(),
                                category.purpose(),
                                category.retention(),
                                category.export(),
                                category.erasure(),
                                category.idTables().stream()
                                        .map("`%s`"::formatted)
                                        .collect(Collectors.joining(", "))))
                .collect(Collectors.joining("", "\n## " + title + "\n\n" + TABLE, ""));
    }
}
