package io.busbar.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.data.DataException.Reason;
import io.busbar.data.listing.Listing;
import io.busbar.data.listing.SortKey;
import io.busbar.data.listing.SortOrder;
import io.busbar.testing.TestServers;
import io.busbar.testing.UsesServers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@UsesServers
class TableTest {
    private static final UUID OWNER = UUID.randomUUID();
    private static final UUID STRANGER = UUID.randomUUID();

    private static final Table<TeamNote> NOTES = Table.of("public.team_note", TeamNote.class)
            .select("length", "char_length(body)")
            .unique("team_note_slug_key", "slug", "This slug is taken")
            .unique("team_note_title_key", "title", "A note with this title already exists")
            .updateTimestamp("updated_at");

    private static Vertx vertx;
    private static Database database;

    private final List<String> statements = new ArrayList<>();
    private final SqlTransaction tx = this::recordAndRun;
    private final String title = "Note " + UUID.randomUUID();

    enum State {
        DRAFT,
        PUBLISHED
    }

    record TeamNote(
            UUID id,
            @Nullable UUID owner,
            String title,
            @Nullable String body,
            @Nullable Integer length,
            State state,
            OffsetDateTime updatedAt) {}

    record CreateNote(String title, @Nullable String body) {}

    record UpdateNote(
            UUID id, @Nullable String title, @Nullable String body) {}

    record PublishNote(UUID id) {}

    record NoteUpdate(TeamNote before, TeamNote after) {}

    record WithoutId(String title) {}

    @BeforeAll
    static void createTable() {
        vertx = Vertx.vertx();
        database = new Database(
                vertx, DatabaseAddress.parse(TestServers.freshDatabase()).options());
        database.query("""
            create table public.team_note (
              id uuid primary key default uuidv7(), owner uuid, slug text unique, title text not null unique, body text,
              state text not null default 'draft', updated_at timestamptz not null default '2020-01-01Z')""", Tuple.tuple()).await();
    }

    @AfterAll
    static void close() {
        vertx.close().await();
    }

    @Test
    void insert_requestAndFurtherValues_isReadBackWithDefaultsAndExpressions() {
        TeamNote inserted = NOTES.with("owner", OWNER)
                .with("state", State.PUBLISHED)
                .insert(tx, new CreateNote(title, "Tap"))
                .await();

        assertThat(inserted.title()).isEqualTo(title);
        assertThat(inserted.owner()).isEqualTo(OWNER);
        assertThat(inserted.state()).isEqualTo(State.PUBLISHED);
        assertThat(inserted.length()).isEqualTo(3);
        assertThat(NOTES.get(database, inserted.id()).await()).isEqualTo(inserted);
        assertThat(NOTES.insert(tx, new CreateNote(title + " 2", null)).await().state())
                .isEqualTo(State.DRAFT);
    }

    @Test
    void update_withOneValue_leavesTheOthersAndSetsTheTimestamp() {
        TeamNote inserted = insert();

        TeamNote updated =
                NOTES.update(tx, new UpdateNote(inserted.id(), null, "Roof!")).await();

        assertThat(updated.body()).isEqualTo("Roof!");
        assertThat(updated.length()).isEqualTo(5);
        assertThat(updated.title()).isEqualTo(inserted.title());
        assertThat(updated.owner()).isEqualTo(OWNER);
        assertThat(updated.updatedAt()).isAfter(inserted.updatedAt());
        assertThat(NOTES.get(database, inserted.id()).await()).isEqualTo(updated);
    }

    @Test
    void update_withResult_getsTheRowBeforeAndAfter() {
        TeamNote inserted = insert();

        NoteUpdate update = NOTES.update(tx, new UpdateNote(inserted.id(), null, "Roof!"), NoteUpdate::new)
                .await();

        assertThat(update.before()).isEqualTo(inserted);
        assertThat(update.after()).isEqualTo(NOTES.get(database, inserted.id()).await());
        assertThat(update.after().length()).isEqualTo(5);
    }

    @Test
    void update_withFurtherValue_writesItAlsoIfItIsNull() {
        TeamNote inserted = insert();

        TeamNote updated = NOTES.with("owner", null)
                .with("state", State.PUBLISHED)
                .update(tx, new PublishNote(inserted.id()))
                .await();

        assertThat(updated.owner()).isNull();
        assertThat(updated.state()).isEqualTo(State.PUBLISHED);
        assertThat(updated.title()).isEqualTo(inserted.title());
    }

    @Test
    void write_withTakenValue_failsWithTheFieldAndChangesNothing() {
        TeamNote first = insert();
        TeamNote second = NOTES.with("slug", title)
                .insert(tx, new CreateNote(title + " 2", null))
                .await();

        assertViolation(
                "title",
                () -> NOTES.insert(tx, new CreateNote(first.title(), null)).await());
        assertViolation(
                "title",
                () -> NOTES.update(tx, new UpdateNote(second.id(), first.title(), "Roof"))
                        .await());
        assertViolation(
                "slug",
                () -> NOTES.with("slug", title)
                        .insert(tx, new CreateNote(title + " 3", null))
                        .await());

        assertThat(NOTES.get(database, second.id()).await()).isEqualTo(second);
        assertThat(NOTES.find(database, first.id()).await()).contains(first);
    }

    @Test
    void statement_onMissingRow_failsWithTheNoun() {
        UUID missing = UUID.randomUUID();

        assertNotFound(
                "There is no such team note", () -> NOTES.get(database, missing).await());
        assertNotFound(
                "There is no such team note",
                () -> NOTES.update(tx, new UpdateNote(missing, title, null)).await());
        assertNotFound(
                "There is no such team note",
                () -> NOTES.update(tx, new UpdateNote(missing, title, null), NoteUpdate::new)
                        .await());
        assertNotFound(
                "There is no such note",
                () -> NOTES.noun("note").delete(tx, missing).await());
        assertThat(NOTES.find(database, missing).await()).isEmpty();
    }

    @Test
    void statement_whoseConditionIsNotFulfilled_findsNoRowAndChangesNothing() {
        TeamNote inserted = insert();

        assertNotFound(
                "There is no such team note",
                () -> ownedBy(STRANGER).get(database, inserted.id()).await());
        assertNotFound(
                "There is no such team note",
                () -> ownedBy(STRANGER)
                        .update(tx, new UpdateNote(inserted.id(), null, "Roof"))
                        .await());
        assertNotFound(
                "There is no such team note",
                () -> ownedBy(OWNER)
                        .where("state = ?", State.PUBLISHED)
                        .delete(tx, inserted.id())
                        .await());

        assertThat(NOTES.get(database, inserted.id()).await()).isEqualTo(inserted);
    }

    @Test
    void statement_whoseConditionIsFulfilled_takesEffect() {
        TeamNote inserted = insert();

        NoteUpdate update = ownedBy(OWNER)
                .with("state", State.PUBLISHED)
                .where("body is not null")
                .where("state in (?, 'retired')", State.DRAFT)
                .update(tx, new UpdateNote(inserted.id(), null, "Roof"), NoteUpdate::new)
                .await();
        TeamNote deleted = ownedBy(OWNER).delete(tx, inserted.id()).await();

        assertThat(update.before()).isEqualTo(inserted);
        assertThat(deleted).isEqualTo(update.after());
        assertThat(NOTES.find(database, inserted.id()).await()).isEmpty();
    }

    @Test
    void statement_sharedByTwo_getsTheConditionsAndValuesOfNeither() {
        TeamNote inserted = insert();
        TableStatement<TeamNote> shared = NOTES.with("state", State.PUBLISHED);
        TableStatement<TeamNote> byStranger = shared.with("owner", STRANGER).where("owner = ?", STRANGER);
        TableStatement<TeamNote> withBody = shared.where("body is not null");

        TeamNote updated = withBody.update(tx, new PublishNote(inserted.id())).await();

        assertThat(updated.state()).isEqualTo(State.PUBLISHED);
        assertThat(updated.owner()).isEqualTo(OWNER);
        assertThat(shared.insert(tx, new CreateNote(title + " 2", null)).await().owner())
                .isNull();
        assertNotFound(
                "There is no such team note",
                () -> byStranger.update(tx, new PublishNote(inserted.id())).await());
    }

    @Test
    void statement_runAgain_hasTheSameText() {
        UUID id = insert().id();

        ownedBy(OWNER).update(tx, new UpdateNote(id, null, "Roof")).await();
        ownedBy(OWNER).update(tx, new UpdateNote(id, title + " 2", null)).await();

        assertThat(statements).hasSize(3);
        assertThat(statements.getLast()).isSameAs(statements.get(1));
    }

    @Test
    void statement_thatMakesNoSense_isRefusedBeforeItRuns() {
        assertThatThrownBy(() -> ownedBy(OWNER).insert(tx, new CreateNote(title, null)))
                .hasMessage("An insert has no conditions: [owner = ?]");
        assertThatThrownBy(() -> NOTES.with("owner", OWNER).delete(tx, OWNER))
                .hasMessage("Only inserts and updates write values: [owner]");
        assertThatThrownBy(() -> NOTES.update(tx, new WithoutId(title)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("WithoutId is not the ID");
        assertThatThrownBy(() -> NOTES.with("labels", List.of("a")))
                .hasMessage("A list can't be a single value; make it a component of the request");
        assertThat(statements).isEmpty();
    }

    @Test
    void listing_ofTable_readsItsRows() {
        TeamNote inserted = insert();
        Listing<TeamNote> listing = Listing.named("notes")
                .order(SortOrder.descending("newest", SortKey.id("id")))
                .rows(NOTES);

        assertThat(listing.query().where("title = ?", title).first(database, 2).await())
                .containsExactly(inserted);
    }

    private TeamNote insert() {
        return NOTES.with("owner", OWNER)
                .insert(tx, new CreateNote(title, "Tap"))
                .await();
    }

    private static TableStatement<TeamNote> ownedBy(UUID owner) {
        return NOTES.where("owner = ?", owner);
    }

    private Future<RowSet<Row>> recordAndRun(String sql, Tuple parameters) {
        statements.add(sql);
        return database.query(sql, parameters);
    }

    private static void assertViolation(String field, ThrowingCallable statement) {
        assertThatThrownBy(statement).isInstanceOfSatisfying(DataException.class, violation -> {
            assertThat(violation.reason()).isEqualTo(Reason.UNIQUE_VIOLATION);
            assertThat(violation.details()).containsEntry("field", field);
        });
    }

    private static void assertNotFound(String text, ThrowingCallable statement) {
        assertThatThrownBy(statement).isInstanceOfSatisfying(DataException.class, notFound -> {
            assertThat(notFound.reason()).isEqualTo(Reason.ROW_NOT_FOUND);
            assertThat(notFound.text()).isEqualTo(text);
        });
    }
}
