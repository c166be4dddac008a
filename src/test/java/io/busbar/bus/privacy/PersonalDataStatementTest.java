package io.busbar.bus.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.busbar.bus.Contract;
import io.busbar.bus.Event;
import io.busbar.bus.Id;
import io.busbar.bus.privacy.PersonalData.ExportSection;
import io.busbar.node.ServiceRegistry;
import io.vertx.core.Future;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a contract must state about personal data. */
@Tag("contract")
class PersonalDataStatementTest {
    private static final DataCategory NOTES = DataCategory.of("Notes")
            .purpose("Remind the user.")
            .retention("Until the user deletes them.")
            .erasure("Deleted.");

    private static final Event<Id> ERASED = new Event<>("users.erased", "user", "A user was erased.", Id.class);

    private final Contract contract = Contract.of("notes", "Notes of users.");
    private final PersonalDataRegistry registry = PersonalDataRegistry.of(List.of(contract), ERASED, Id::id);

    static List<Contract> contracts() {
        return ServiceRegistry.contracts();
    }

    @ParameterizedTest
    @MethodSource("contracts")
    void contractOfEveryService_statesItsPersonalData(Contract service) {
        assertThat(service.personalData().categories()).allSatisfy(category -> {
            assertThat(List.of(category.purpose(), category.retention(), category.export(), category.erasure()))
                    .as(category.name())
                    .allMatch(text -> text.endsWith("."));
        });
    }

    @Test
    void sectionsOfExports_haveDistinctNames() {
        assertThat(contracts().stream()
                        .flatMap(service -> service.personalData().section().stream())
                        .map(ExportSection::name))
                .doesNotHaveDuplicates()
                .doesNotContain("exportedAt", "activity", "truncated");
    }

    @Test
    void personalData_withoutStatement_saysWhatToWrite() {
        assertThatThrownBy(contract::personalData)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "notes does not state which personal data it holds; declare it with NOTES.holdsPersonalData(DataCategory.of(…)…),"
                                + " or add .holdsNoPersonalData() to Contract.of(\"notes\", …)");
    }

    @Test
    void holdsPersonalData_withoutPurpose_isRefused() {
        assertThatThrownBy(() -> contract.holdsPersonalData(NOTES.purpose("")))
                .hasMessage("notes: the personal data \"Notes\" needs a purpose, a retention and an erasure");
    }

    @Test
    void holdsPersonalData_twice_isRefused() {
        contract.holdsNoPersonalData();

        assertThatThrownBy(() -> contract.holdsPersonalData(NOTES))
                .hasMessage("notes states twice which personal data it holds");
    }

    @Test
    void exportedData_withoutSection_isRefused() {
        contract.holdsPersonalData(NOTES);

        assertThat(catchThrowable(contract::personalData))
                .hasMessageStartingWith("notes holds personal data that exports contain; declare its section");
    }

    @Test
    void unexportedData_needsNoSection() {
        contract.holdsPersonalData(NOTES.notExported("They are secret."));

        assertThat(contract.personalData().section()).isEmpty();
        assertThat(contract.operations()).isEmpty();
    }

    @Test
    void heldData_withoutEraser_isRefused() {
        contract.holdsPersonalData(NOTES).exportedAs("notes", Id.class);

        assertThatThrownBy(() -> registry.erasureSubscriber(contract, null))
                .hasMessage(
                        "notes holds personal data and does not erase it; call erasePersonalData(…) in configure()");
        assertThat(registry.erasureSubscriber(contract, (tx, user) -> Future.succeededFuture()))
                .hasValueSatisfying(subscriber -> {
                    assertThat(subscriber.name()).isEqualTo("notes.erasure");
                    assertThat(subscriber.bindings()).containsOnlyKeys("users.erased");
                });
    }

    @Test
    void eraser_withoutHeldData_isRefused() {
        contract.holdsNoPersonalData();

        assertThatThrownBy(() -> registry.erasureSubscriber(contract, (tx, user) -> Future.succeededFuture()))
                .hasMessage("notes erases personal data that its contract does not state");
    }

    @Test
    void serviceThatPublishesTheErasure_needsNoEraser() {
        Event<Id> erased = contract.event("erased", "A user was erased.", Id.class);
        contract.holdsPersonalData(NOTES).exportedAs("notes", Id.class);

        assertThat(PersonalDataRegistry.of(List.of(contract), erased, Id::id).erasureSubscriber(contract, null))
                .isEmpty();
    }
}
