package io.busbar.bus.permissions;

import static io.busbar.bus.permissions.DocumentOperations.DOCUMENT;
import static io.busbar.bus.permissions.DocumentOperations.DOCUMENTS;
import static io.busbar.bus.permissions.DocumentOperations.FIND;
import static io.busbar.bus.permissions.DocumentOperations.FRAME_POSTER;
import static io.busbar.bus.permissions.DocumentOperations.POSTER;
import static io.busbar.bus.permissions.DocumentOperations.PRINT;
import static io.busbar.bus.permissions.DocumentOperations.READ;
import static io.busbar.bus.permissions.DocumentOperations.READ_POSTER;
import static io.busbar.bus.permissions.DocumentOperations.SIGN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Id;
import io.busbar.bus.Operation;
import io.busbar.bus.RequestContext.AnonymousPrincipal;
import io.busbar.bus.RequestContext.Principal;
import io.busbar.bus.RequestContext.SystemPrincipal;
import io.busbar.bus.RequestContext.UserPrincipal;
import io.busbar.bus.Role;
import io.busbar.bus.permissions.Finding.FindingEffect;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.TestServers;
import io.busbar.testing.UsesServers;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Decisions about documents, on the node that writes the shares and denials. */
@UsesServers
class PermissionEvaluatorTest {
    private static final TestTeams TEAMS = new TestTeams();

    /** Users who may read only, as a restriction says. */
    private static final Set<UUID> READ_ONLY = ConcurrentHashMap.newKeySet();

    private static PermissionTestNode node;

    private final UUID owner = UUID.randomUUID();
    private final UUID friend = UUID.randomUUID();
    private final UUID stranger = UUID.randomUUID();
    private UUID document;

    private static final class Scopes implements Restriction {
        @Override
        public String name() {
            return "scope";
        }

        @Override
        public Future<Optional<String>> refusal(PermissionQuery query) {
            boolean isRefused =
                    READ_ONLY.contains(query.user().id()) && !query.operation().equals(READ);
            return Future.succeededFuture(
                    isRefused ? Optional.of("has no scope " + query.operation().permission()) : Optional.empty());
        }
    }

    @BeforeAll
    static void open() {
        node = PermissionTestNode.on(TestServers.freshDatabase(), List.of(TEAMS), List.of(new Scopes()));
        node.createTables();
    }

    @AfterAll
    static void close() {
        node.close();
    }

    @BeforeEach
    void createDocument() {
        document = node.document(owner);
    }

    @Test
    void decide_byRole_isAllowedForThatRoleOnly() {
        Decision admin = node.decide(stranger, Role.ADMIN, READ, document);
        Decision professional = node.decide(stranger, UserRole.PROFESSIONAL.role(), READ, document);

        assertThat(admin.isAllowed()).isTrue();
        assertThat(admin.findings()).containsExactly(new Finding("role", FindingEffect.GRANTS, "has the role admin"));
        assertThat(professional)
                .isEqualTo(new Decision.Denied("has no grant of documents.read on the document", List.of(), true));
        assertThat(node.decide(stranger, Role.ADMIN, SIGN, document).isAllowed())
                .as("a rule that names no role")
                .isFalse();
    }

    @Test
    void decide_byOwnership_isAllowedForTheOwnerOfThatObjectOnly() {
        UUID another = node.document(stranger);

        Decision decision = node.decide(owner, UserRole.CUSTOMER.role(), SIGN, document);

        assertThat(decision.isAllowed()).isTrue();
        assertThat(decision.findings())
                .containsExactly(new Finding("owner", FindingEffect.GRANTS, "owns the document"));
        assertThat(decision.reason()).isEqualTo("owns the document");
        assertThat(node.allows(owner, SIGN, another)).isFalse();
        assertThat(node.allows(stranger, SIGN, document)).isFalse();
    }

    @Test
    void decide_aboutObjectWithoutOwner_isAllowedByRoleOnly() {
        UUID ownerless = node.document(null);

        assertThat(node.allows(owner, READ, ownerless)).isFalse();
        assertThat(node.decide(owner, Role.ADMIN, READ, ownerless).isAllowed()).isTrue();
    }

    @Test
    void decide_byShare_isAllowedForItsGranteeObjectAndRulesOnly() {
        UUID another = node.document(owner);
        share(new Share(DOCUMENT.of(document), friend));

        Decision decision = node.decide(friend, UserRole.CUSTOMER.role(), READ, document);

        assertThat(decision.findings())
                .containsExactly(new Finding("share", FindingEffect.GRANTS, "has a share of the document"));
        assertThat(node.allows(friend, PRINT, document)).isTrue();
        assertThat(node.allows(friend, SIGN, document))
                .as("a rule without shares")
                .isFalse();
        assertThat(node.allows(friend, READ, another)).isFalse();
        assertThat(node.allows(stranger, READ, document)).isFalse();
    }

    @Test
    void decide_byShareOfOnePermission_isAllowedForThatPermissionOnly() {
        share(new Share(DOCUMENT.of(document), friend).only(PRINT));

        assertThat(node.allows(friend, PRINT, document)).isTrue();
        assertThat(node.allows(friend, READ, document)).isFalse();
    }

    @Test
    void decide_bySourceOfTheDeployment_isAllowedWhereTheRuleNamesIt() {
        TEAMS.join(friend, owner);

        Decision decision = node.decide(friend, UserRole.CUSTOMER.role(), READ, document);

        assertThat(decision.findings())
                .containsExactly(new Finding("team", FindingEffect.GRANTS, "is in the team of the owner"));
        assertThat(node.allows(friend, PRINT, document))
                .as("a rule that does not name the team")
                .isFalse();
    }

    @Test
    void decide_byEverySource_namesAllOfThem() {
        UUID all = UUID.randomUUID();
        UUID own = node.document(all);
        TEAMS.join(all, all);
        Instant end = Instant.now().plusSeconds(3600).truncatedTo(ChronoUnit.SECONDS);
        share(new Share(DOCUMENT.of(own), all).until(end));

        assertThat(node.decide(all, Role.ADMIN, READ, own).findings())
                .extracting(Finding::reason)
                .containsExactly(
                        "has the role admin",
                        "owns the document",
                        "has a share of the document until " + end,
                        "is in the team of the owner");
    }

    @Test
    void decide_withDenial_isDeniedWhateverGrantsIt() {
        UUID all = UUID.randomUUID();
        UUID own = node.document(all);
        TEAMS.join(all, all);
        share(new Share(DOCUMENT.of(own), all));
        assertThat(node.decide(all, Role.ADMIN, READ, own).isAllowed()).isTrue();

        node.changeAs(owner, tx -> tx.permissions().deny(Denial.of(all, DOCUMENT.of(own))));

        Decision decision = node.decide(all, Role.ADMIN, READ, own);
        assertThat(decision.isAllowed()).isFalse();
        assertThat(decision.reason()).startsWith("is denied this by " + owner + " since 20");
        assertThat(decision.findings())
                .extracting(Finding::effect)
                .containsExactly(
                        FindingEffect.GRANTS,
                        FindingEffect.GRANTS,
                        FindingEffect.GRANTS,
                        FindingEffect.GRANTS,
                        FindingEffect.DENIES);
        assertThat(node.decide(all, Role.ADMIN, PRINT, own).isAllowed()).isFalse();
        assertThat(node.decide(all, Role.ADMIN, READ, document).isAllowed())
                .as("another document")
                .isTrue();
    }

    @Test
    void decide_withDenialOfOnePermission_isDeniedForThatPermissionOnly() {
        Denial denial = Denial.of(owner, DOCUMENT.of(document)).only(PRINT);
        deny(denial);

        assertThat(node.allows(owner, PRINT, document)).isFalse();
        assertThat(node.allows(owner, READ, document)).isTrue();

        node.change(tx -> tx.permissions().removeDenial(Denial.of(owner, DOCUMENT.of(document))));
        assertThat(node.allows(owner, PRINT, document))
                .as("after removing another denial")
                .isFalse();

        node.change(tx -> tx.permissions().removeDenial(denial));
        assertThat(node.allows(owner, PRINT, document)).isTrue();
    }

    @Test
    void decide_withDenialOfPermission_isDeniedOnEveryObject() {
        UUID another = node.document(owner);
        assertThat(node.allows(owner, PRINT, document)).isTrue();

        deny(Denial.of(owner, PRINT));

        Decision decision = node.decide(owner, Role.ADMIN, PRINT, document);
        assertThat(decision.isAllowed()).isFalse();
        assertThat(decision.reason()).startsWith("is denied this by the system since 20");
        assertThat(node.allows(owner, PRINT, another)).isFalse();
        assertThat(node.allows(owner, READ, document)).isTrue();

        node.change(tx -> tx.permissions().removeDenial(Denial.of(owner, PRINT)));
        assertThat(node.allows(owner, PRINT, document)).isTrue();
    }

    @Test
    void decide_afterEndOfShareOrDenial_needsNoWrite() {
        Instant end = Instant.now().plusSeconds(2);
        share(new Share(DOCUMENT.of(document), friend).until(end));
        deny(Denial.of(owner, DOCUMENT.of(document)).only(PRINT).until(end));
        assertThat(node.allows(friend, READ, document)).isTrue();
        assertThat(node.allows(owner, PRINT, document)).isFalse();

        await().atMost(Duration.ofSeconds(10)).until(() -> !node.allows(friend, READ, document));

        assertThat(Instant.now()).isAfterOrEqualTo(end);
        assertThat(node.allows(owner, PRINT, document)).isTrue();
        assertThat(node.count("bus.permission_grant where resource_id = '" + document + "'"))
                .isEqualTo(2);
        assertThat(node.count("bus.permission_change where resource_id = '" + document + "'"))
                .as("the share and the denial")
                .isEqualTo(2);
    }

    @Test
    void decide_withRestriction_isDeniedEvenForTheOwner() {
        READ_ONLY.add(owner);

        Decision decision = node.decide(owner, Role.ADMIN, PRINT, document);

        assertThat(decision.isAllowed()).isFalse();
        assertThat(decision.reason()).isEqualTo("has no scope documents.print");
        assertThat(decision.findings())
                .contains(new Finding("scope", FindingEffect.RESTRICTS, "has no scope documents.print"))
                .extracting(Finding::source)
                .containsExactly("role", "owner", "scope");
        assertThat(node.allows(owner, READ, document)).isTrue();
        assertThat(node.allows(stranger, PRINT, document))
                .as("a restriction that allows a call grants nothing")
                .isFalse();
    }

    @Test
    void require_byRoleOnMissingObject_passesToTheHandler() {
        Principal admin = new UserPrincipal(stranger, Role.ADMIN, "test");

        assertThat(code(admin, READ, UUID.randomUUID())).isNull();
    }

    @Test
    void explain_withoutObject_considersNoRestriction() {
        READ_ONLY.add(owner);

        Explanation explanation =
                PermissionEvaluator.explain(FIND, new UserPrincipal(owner, UserRole.CUSTOMER.role(), "test"));

        assertThat(explanation.allowed()).isTrue();
        assertThat(explanation.findings()).extracting(Finding::source).containsExactly("role");
    }

    @Test
    void register_ofSeveralInstances_endsWithTheLast() {
        PermissionEvaluator permissions = new PermissionEvaluator(node.vertx, node.database, List.of(TEAMS), List.of());
        OwnerLookup lookup = id -> Future.succeededFuture(Optional.of(Ownership.of(owner)));
        OwnerLookup another = id -> Future.succeededFuture(Optional.of(Ownership.of(owner)));
        Runnable first = permissions.register(DOCUMENTS, Map.of(DOCUMENT, lookup, POSTER, lookup));
        Runnable second = permissions.register(DOCUMENTS, Map.of(DOCUMENT, another, POSTER, another));

        second.run();
        assertThat(PermissionTestNode.get(permissions.decide(user(owner), READ, new Id(UUID.randomUUID())))
                        .isAllowed())
                .isTrue();

        first.run();
        assertThat(PermissionTestNode.failure(permissions.decide(user(owner), READ, new Id(UUID.randomUUID()))))
                .hasMessage("documents.document belongs to no service of this node");
    }

    @Test
    void register_thatFails_registersNothing() {
        PermissionEvaluator permissions = new PermissionEvaluator(node.vertx, node.database);
        OwnerLookup lookup = id -> Future.succeededFuture(Optional.of(Ownership.of(owner)));

        assertThatThrownBy(() -> permissions.register(DOCUMENTS, Map.of(DOCUMENT, lookup, POSTER, lookup)))
                .hasMessage("documents.read names the unknown source team");

        assertThat(PermissionTestNode.failure(permissions.decide(user(owner), PRINT, new Id(document))))
                .hasMessage("documents.document belongs to no service of this node");
    }

    @Test
    void require_asSystem_passesWithoutLookup() {
        int lookups = node.lookups.get();

        PermissionTestNode.get(node.permissions.require(new SystemPrincipal("test"), SIGN, new Id(document)));

        assertThat(node.lookups.get()).isEqualTo(lookups);
    }

    @Test
    void require_withoutAccess_failsAsVisibilityOfTheObjectSays() {
        UUID poster = node.document(owner);
        UUID hiddenPoster = node.document(owner);
        node.execute("update probe.document set hidden = true where id = $1", hiddenPoster);
        Principal user = new UserPrincipal(stranger, UserRole.PROFESSIONAL.role(), "test");

        assertThat(code(user, READ_POSTER, poster)).isEqualTo(FailureCode.FORBIDDEN);
        assertThat(code(user, READ_POSTER, hiddenPoster)).isEqualTo(FailureCode.NOT_FOUND);
        assertThat(code(user, READ_POSTER, UUID.randomUUID())).isEqualTo(FailureCode.NOT_FOUND);
        assertThat(code(user, READ, document)).isEqualTo(FailureCode.NOT_FOUND);
        assertThat(message(user, READ, document))
                .isEqualTo("There is no such document")
                .isEqualTo(message(user, READ, UUID.randomUUID()));
        assertThat(code(new AnonymousPrincipal(), READ, document)).isEqualTo(FailureCode.UNAUTHORIZED);
        assertThat(code(new UserPrincipal(owner, UserRole.CUSTOMER.role(), "test"), READ_POSTER, hiddenPoster))
                .as("the owner of a hidden poster")
                .isNull();
    }

    @Test
    void decide_underRuleForEverybodySignedIn_isDeniedByDenialOnly() {
        UUID poster = node.document(owner);
        assertThat(node.allows(stranger, FRAME_POSTER, poster)).isTrue();

        deny(Denial.of(stranger, POSTER.of(poster)));

        assertThat(node.allows(stranger, FRAME_POSTER, poster)).isFalse();
        assertThat(node.allows(friend, FRAME_POSTER, poster)).isTrue();
    }

    private static UserPrincipal user(UUID id) {
        return new UserPrincipal(id, UserRole.CUSTOMER.role(), "test");
    }

    private static void share(Share share) {
        node.change(tx -> tx.permissions().share(share));
    }

    private static void deny(Denial denial) {
        node.change(tx -> tx.permissions().deny(denial));
    }

    private static @Nullable FailureCode code(Principal principal, Operation<?, ?> operation, UUID id) {
        Throwable cause = PermissionTestNode.failure(node.permissions.require(principal, operation, new Id(id)));
        return cause instanceof Failure failure ? failure.code() : null;
    }

    private static String message(Principal principal, Operation<?, ?> operation, UUID id) {
        return String.valueOf(PermissionTestNode.failure(node.permissions.require(principal, operation, new Id(id)))
                .getMessage());
    }
}
