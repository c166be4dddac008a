package io.busbar;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.busbar.bus.ServiceVerticle;
import io.busbar.data.Database;
import io.busbar.data.QueryRunner;
import io.busbar.data.Table;
import io.busbar.data.Total;
import io.busbar.data.listing.ListingQuery;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.WebSocketClient;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import jakarta.validation.constraints.NotNull;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The architecture rules: which package may depend on which, and what only the kernel may do. */
@AnalyzeClasses(packages = "io.busbar", importOptions = ArchitectureTest.WithoutTests.class)
class ArchitectureTest {
    /** Excludes test classes, also those in the folders of {@code -Pquick}. */
    static final class WithoutTests implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/test-classes/");
        }
    }

    private static final String[] KERNEL = {"io.busbar.bus..", "io.busbar.data.."};
    private static final Set<String> KERNEL_API = Set.of(
            "io.busbar.bus",
            "io.busbar.bus.events",
            "io.busbar.bus.jobs",
            "io.busbar.bus.notifications",
            "io.busbar.bus.concurrent",
            "io.busbar.bus.outbound",
            "io.busbar.bus.permissions",
            "io.busbar.bus.privacy",
            "io.busbar.bus.response",
            "io.busbar.bus.runtime",
            "io.busbar.bus.sealed",
            "io.busbar.bus.settings",
            "io.busbar.bus.text",
            "io.busbar.bus.timers",
            "io.busbar.data",
            "io.busbar.data.listing");

    private static final int MAX_FILES_PER_FOLDER = 40;

    private static final Set<String> MAY_BLOCK =
            Set.of("io.busbar.services.mail.mailbox.SmtpReceiver", "io.busbar.tokens.SigningKeyStore");

    private static final Set<String> MAY_USE_VERTX_INTERNALS = Set.of(
            "io.busbar.http.server.ListeningSocket",
            "io.busbar.http.server.ConnectionChannel",
            "io.busbar.data.TransactionScope");

    private static final DescribedPredicate<JavaClass> IN_A_SERVICE = resideInAPackage("io.busbar.services..");

    private static final DescribedPredicate<JavaClass> PART_OF_A_CONTRACT = describe(
            "part of a contract", type -> outermost(type).getSimpleName().matches(".*(Operations|Events)"));

    @ArchTest
    static final ArchRule services_depend_only_on_the_kernel_and_on_contracts_of_other_services = classes()
            .that(IN_A_SERVICE)
            .should(new ArchCondition<>("depend only on the kernel and on contracts of other services") {
                @Override
                public void check(JavaClass from, ConditionEvents events) {
                    from.getDirectDependenciesFromSelf().stream()
                            .filter(dependency -> !mayDependOn(from, dependency.getTargetClass()))
                            .forEach(dependency ->
                                    events.add(SimpleConditionEvent.violated(from, dependency.getDescription())));
                }
            });

    @ArchTest
    static final ArchRule kernel_depends_on_nothing_outside_it = noClasses()
            .that()
            .resideInAnyPackage(KERNEL)
            .should()
            .dependOnClassesThat(resideInAPackage("io.busbar..").and(not(resideInAnyPackage(KERNEL))));

    @ArchTest
    static final ArchRule folders_form_no_cycle =
            slices().matching("io.busbar.(*)..").should().beFreeOfCycles();

    /** A need of two services belongs to one of them, or is an event or an extension point that one of them declares. */
    @ArchTest
    static final ArchRule services_form_no_cycle =
            slices().matching("io.busbar.services.(*)..").should().beFreeOfCycles();

    /** A component is required unless it is {@code @Nullable}, which the compiler checks too. */
    @ArchTest
    static final ArchRule nullability_alone_says_which_components_are_required =
            noClasses().should().dependOnClassesThat(type(NotNull.class));

    /** Each service declares its own notifications; the notifications service asks for recipients and sends email. */
    @ArchTest
    static final ArchRule notifications_know_no_service_that_declares_any = noClasses()
            .that()
            .resideInAPackage("io.busbar.services.notifications..")
            .should()
            .dependOnClassesThat(IN_A_SERVICE.and(not(resideInAnyPackage(
                    "io.busbar.services.notifications..", "io.busbar.services.users", "io.busbar.services.mail"))));

    @ArchTest
    static final ArchRule only_the_node_knows_services = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.busbar.bus..", "io.busbar.data..", "io.busbar.http..", "io.busbar.live..", "io.busbar.tokens..")
            .should()
            .dependOnClassesThat(IN_A_SERVICE);

    @ArchTest
    static final ArchRule live_depends_only_on_the_kernel = noClasses()
            .that()
            .resideInAPackage("io.busbar.live..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("io.busbar.http..", "io.busbar.node.."));

    @ArchTest
    static final ArchRule only_the_composition_root_depends_on_verticles = noClasses()
            .that()
            .resideOutsideOfPackage("io.busbar.node..")
            .should()
            .dependOnClassesThat(describe(
                    "a service's verticle",
                    type -> type.isAssignableTo(ServiceVerticle.class) && !type.isEquivalentTo(ServiceVerticle.class)));

    @ArchTest
    static final ArchRule only_the_kernel_uses_the_raw_event_bus = noClasses()
            .that()
            .resideOutsideOfPackage("io.busbar.bus..")
            .should()
            .callMethodWhere(calls(
                    EventBus.class, "request", "send", "publish", "consumer", "localConsumer", "sender", "publisher"));

    @ArchTest
    static final ArchRule only_the_outbox_opens_transactions = noClasses()
            .that()
            .resideOutsideOfPackages("io.busbar.bus.outbox..", "io.busbar.data..")
            .should()
            .callMethodWhere(calls(Pool.class, "withTransaction", "getConnection", "withConnection")
                    .or(calls(SqlConnection.class, "begin"))
                    .or(calls(Database.class, "transactionPool")));

    /** A handler may run a statement of a table that a store declares. */
    @ArchTest
    static final ArchRule only_stores_run_sql_statements = noClasses()
            .that(IN_A_SERVICE)
            .and()
            .haveSimpleNameNotEndingWith("Store")
            .should()
            .callMethodWhere(calls(QueryRunner.class, "query")
                    .or(calls(Database.class, "queryUrgent"))
                    .or(calls(ListingQuery.class, "page", "first"))
                    .or(calls(Table.class, "of"))
                    .or(calls(Total.class, "of")));

    @ArchTest
    static final ArchRule data_depends_on_nothing_of_the_bus = noClasses()
            .that()
            .resideInAPackage("io.busbar.data..")
            .should()
            .dependOnClassesThat(resideInAPackage("io.busbar.bus.."));

    @ArchTest
    static final ArchRule no_class_on_the_request_path_blocks = noClasses()
            .that()
            .resideOutsideOfPackages("io.busbar.node..", "io.busbar.data..", "io.busbar")
            .and(describe(
                    "not on threads of a blocking library",
                    type -> !MAY_BLOCK.contains(outermost(type).getFullName())))
            .should()
            .callMethodWhere(calls(Thread.class, "sleep", "join")
                    .or(calls(Object.class, "wait"))
                    .or(calls(Future.class, "await"))
                    .or(calls(CompletableFuture.class, "get", "join"))
                    .or(calls(java.util.concurrent.Future.class, "get"))
                    .or(calls(CountDownLatch.class, "await"))
                    .or(calls(Vertx.class, "executeBlocking"))
                    .or(calls(Connection.class)));

    /** The node's own probe of its frontend stays on the loopback interface, and classes of a jar are read through a URL. */
    @ArchTest
    static final ArchRule only_the_outbound_client_calls_other_systems_over_http = noClasses()
            .that()
            .resideOutsideOfPackage("io.busbar.bus.outbound..")
            .and()
            .doNotHaveFullyQualifiedName("io.busbar.http.server.StartupProbe")
            .should()
            .dependOnClassesThat(resideInAnyPackage("java.net.http..", "io.vertx.ext.web.client..")
                    .or(type(HttpClient.class))
                    .or(type(HttpClientAgent.class))
                    .or(type(WebSocketClient.class))
                    .or(type(HttpURLConnection.class)))
            .orShould()
            .callMethodWhere(calls(
                    Vertx.class, "createHttpClient", "httpClientBuilder", "createNetClient", "createWebSocketClient"));

    @ArchTest
    static final ArchRule only_three_classes_use_vertx_internals = noClasses()
            .that(describe(
                    "not allowed to",
                    type -> !MAY_USE_VERTX_INTERNALS.contains(outermost(type).getFullName())))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..impl..", "io.vertx..internal..");

    @ArchTest
    static final ArchRule no_class_or_package_has_a_meaningless_name = noClasses()
            .should()
            .haveNameMatching(".*(Util|Utils|Helper|Manager|Impl|Common)(\\$.*)?")
            .orShould()
            .resideInAnyPackage("..util..", "..utils..", "..common..", "..impl..", "..helper..");

    @Test
    void sourceFiles_haveAtMost400Lines() {
        assertThat(sources("src").filter(path -> text(path).lines().count() > 400))
                .isEmpty();
    }

    @Test
    void tests_neverSleepAndAreNeverDisabled() {
        assertThat(sources("src/test")
                        .filter(path -> !path.endsWith("ArchitectureTest.java"))
                        .filter(path -> text(path).contains("Thread.sleep")
                                || text(path).contains("@Disabled")))
                .isEmpty();
    }

    @Test
    void topLevelTypes_haveDistinctSimpleNames() {
        Map<String, List<Path>> filesByName = sources("src/main/java")
                .filter(path -> !path.endsWith("package-info.java"))
                .collect(Collectors.groupingBy(
                        path -> path.getFileName().toString(), TreeMap::new, Collectors.toList()));
        filesByName.values().removeIf(files -> files.size() == 1);
        assertThat(filesByName)
                .as(
                        "Types with the same simple name; give each a name that says what distinguishes it, for example its service")
                .isEmpty();
    }

    @Test
    void contracts_nameEveryTypeThatBelongsToThem() {
        List<Path> contractFiles = sources("src/main/java/io/busbar/services")
                .filter(
                        path -> path.getFileName()
                                .toString()
                                .matches(
                                        "\\w+(Operations|Events|Pushes|Continuations|Notifications|Settings|PersonalData)\\.java"))
                .toList();
        String contracts = contractFiles.stream()
                .map(ArchitectureTest::text)
                .filter(text -> text.contains("Contract.of("))
                .map(text ->
                        text.substring(text.indexOf("Contract.of("), text.indexOf(';', text.indexOf("Contract.of("))))
                .collect(Collectors.joining());
        assertThat(contractFiles.stream()
                        .filter(path -> !text(path).contains("Contract.of("))
                        .map(path -> path.getFileName().toString().replace(".java", ".class"))
                        .filter(name -> !contracts.contains(name)))
                .as("Types missing in Contract.of(…): what they declare would not exist until first used")
                .isEmpty();
    }

    @Test
    void folders_haveAtMost40Files() {
        Map<Path, Long> filesPerFolder =
                sources("src/main/java").collect(Collectors.groupingBy(Path::getParent, Collectors.counting()));
        filesPerFolder.values().removeIf(count -> count <= MAX_FILES_PER_FOLDER);
        assertThat(filesPerFolder)
                .as("Folders with more than %d files; split them by topic", MAX_FILES_PER_FOLDER)
                .isEmpty();
    }

    private static boolean mayDependOn(JavaClass service, JavaClass other) {
        String target = other.getPackageName();
        return !target.startsWith("io.busbar")
                || folder(service).equals(folder(other))
                || KERNEL_API.contains(target)
                || other.getFullName().equals("io.busbar.bus.json.Json")
                || (target.equals("io.busbar.tokens") && folder(service).equals("io.busbar.services.auth"))
                || PART_OF_A_CONTRACT.test(other);
    }

    private static DescribedPredicate<JavaCall<?>> calls(Class<?> owner, String... names) {
        List<String> listed = List.of(names);
        return describe(
                owner.getSimpleName() + listed,
                call -> call.getTargetOwner().isAssignableTo(owner)
                        && (listed.isEmpty() || listed.contains(call.getTarget().getName())));
    }

    /** Returns the package of the service that the type belongs to, for example {@code io.busbar.services.catalog}. */
    private static String folder(JavaClass type) {
        return Stream.of(type.getPackageName().split("\\.", -1)).limit(4).collect(Collectors.joining("."));
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(ArchitectureTest::outermost).orElse(type);
    }

    private static Stream<Path> sources(String folder) {
        try (Stream<Path> files = Files.walk(Path.of(folder))) {
            return files.filter(path -> path.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
