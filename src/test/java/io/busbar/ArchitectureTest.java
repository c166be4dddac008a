package io.busbar;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.busbar.bus.ServiceVerticle;
import io.busbar.bus.Tx;
import io.busbar.data.Database;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The lines of the architecture: who may know whom, and what only the kernel may do. */
@AnalyzeClasses(packages = "io.busbar", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String[] KERNEL = {"io.busbar.bus..", "io.busbar.data.."};
    private static final Set<String> NOT_SERVICES = Set.of(
            "io.busbar",
            "io.busbar.bus",
            "io.busbar.data",
            "io.busbar.http",
            "io.busbar.live",
            "io.busbar.node",
            "io.busbar.tokens");

    private static final Set<String> MAY_BLOCK =
            Set.of("io.busbar.mail.mailbox.SmtpReceiver", "io.busbar.tokens.SigningKeyStore");

    private static final DescribedPredicate<JavaClass> IN_A_SERVICE = describe(
            "in the folder of a service",
            type -> type.getPackageName().startsWith("io.busbar") && !NOT_SERVICES.contains(folder(type)));

    private static final DescribedPredicate<JavaClass> PART_OF_A_CONTRACT = describe(
            "part of a contract", type -> outermost(type).getSimpleName().matches(".*(Operations|Events)"));

    @ArchTest
    static final ArchRule services_know_what_the_kernel_shows_and_the_contracts_of_others = classes()
            .that(IN_A_SERVICE)
            .should(new ArchCondition<>("know nothing else of Busbar") {
                @Override
                public void check(JavaClass from, ConditionEvents events) {
                    from.getDirectDependenciesFromSelf().stream()
                            .filter(dependency -> !mayKnow(from, dependency.getTargetClass()))
                            .forEach(dependency ->
                                    events.add(SimpleConditionEvent.violated(from, dependency.getDescription())));
                }
            });

    @ArchTest
    static final ArchRule the_kernel_knows_neither_front_nor_node_nor_services = noClasses()
            .that()
            .resideInAnyPackage(KERNEL)
            .should()
            .dependOnClassesThat(resideInAPackage("io.busbar..").and(not(resideInAnyPackage(KERNEL))));

    @ArchTest
    static final ArchRule the_front_knows_no_service =
            noClasses().that().resideInAPackage("io.busbar.http..").should().dependOnClassesThat(IN_A_SERVICE);

    @ArchTest
    static final ArchRule live_streams_know_the_kernel_and_contracts = noClasses()
            .that()
            .resideInAPackage("io.busbar.live..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("io.busbar.http..", "io.busbar.node..")
                    .or(IN_A_SERVICE.and(not(PART_OF_A_CONTRACT))));

    @ArchTest
    static final ArchRule only_the_composition_root_knows_verticles = noClasses()
            .that()
            .resideOutsideOfPackage("io.busbar.node..")
            .should()
            .dependOnClassesThat(describe(
                    "a service's verticle",
                    type -> type.isAssignableTo(ServiceVerticle.class) && !type.isEquivalentTo(ServiceVerticle.class)));

    @ArchTest
    static final ArchRule only_the_kernel_speaks_on_the_raw_bus = noClasses()
            .that()
            .resideOutsideOfPackage("io.busbar.bus..")
            .should()
            .callMethodWhere(calls(
                    EventBus.class, "request", "send", "publish", "consumer", "localConsumer", "sender", "publisher"));

    @ArchTest
    static final ArchRule only_the_durable_lane_opens_transactions = noClasses()
            .that()
            .resideOutsideOfPackages("io.busbar.bus.durable..", "io.busbar.data..")
            .should()
            .callMethodWhere(calls(Pool.class, "withTransaction", "getConnection", "withConnection")
                    .or(calls(SqlConnection.class, "begin"))
                    .or(calls(Database.class, "transactions")));

    @ArchTest
    static final ArchRule statements_of_a_service_stand_in_its_store = noClasses()
            .that(IN_A_SERVICE)
            .and()
            .haveSimpleNameNotEndingWith("Store")
            .should()
            .callMethodWhere(calls(Database.class, "query").or(calls(Tx.class, "query")));

    @ArchTest
    static final ArchRule nothing_blocks_on_the_request_path = noClasses()
            .that()
            .resideOutsideOfPackages("io.busbar.node..", "io.busbar.data..", "io.busbar")
            .and(describe(
                    "not on threads of a library that wants them to wait, nor making a key once a month",
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

    @ArchTest
    static final ArchRule vertx_internals_are_touched_by_the_listening_socket_alone = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("io.busbar.http.ListeningSocket")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..impl..", "io.vertx..internal..");

    @ArchTest
    static final ArchRule names_say_what_a_thing_is = noClasses()
            .should()
            .haveNameMatching(".*(Util|Utils|Helper|Manager|Impl|Common)(\\$.*)?")
            .orShould()
            .resideInAnyPackage("..util..", "..utils..", "..common..", "..impl..", "..helper..");

    @Test
    void no_source_file_is_longer_than_400_lines() {
        assertThat(sources("src").filter(path -> text(path).lines().count() > 400))
                .isEmpty();
    }

    @Test
    void no_test_sleeps_or_is_switched_off() {
        assertThat(sources("src/test")
                        .filter(path -> !path.endsWith("ArchitectureTest.java"))
                        .filter(path -> text(path).contains("Thread.sleep")
                                || text(path).contains("@Disabled")))
                .isEmpty();
    }

    private static boolean mayKnow(JavaClass service, JavaClass other) {
        String shown = other.getPackageName();
        return !shown.startsWith("io.busbar")
                || folder(service).equals(folder(other))
                || shown.equals("io.busbar.bus")
                || shown.equals("io.busbar.data")
                || other.getFullName().equals("io.busbar.bus.json.Json")
                || (shown.equals("io.busbar.tokens") && folder(service).equals("io.busbar.auth"))
                || PART_OF_A_CONTRACT.test(other);
    }

    private static DescribedPredicate<JavaCall<?>> calls(Class<?> owner, String... names) {
        List<String> listed = List.of(names);
        return describe(
                owner.getSimpleName() + listed,
                call -> call.getTargetOwner().isAssignableTo(owner)
                        && (listed.isEmpty() || listed.contains(call.getTarget().getName())));
    }

    /** {@code io.busbar.catalog} of anything in it or below. */
    private static String folder(JavaClass type) {
        String[] parts = type.getPackageName().split("\\.", -1);
        return parts.length < 3 ? type.getPackageName() : String.join(".", parts[0], parts[1], parts[2]);
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
