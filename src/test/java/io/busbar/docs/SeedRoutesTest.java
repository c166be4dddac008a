package io.busbar.docs;

import static java.util.function.Predicate.not;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Access;
import io.busbar.bus.Operation;
import io.busbar.bus.Role;
import io.busbar.http.openapi.OpenApiDocument;
import io.busbar.node.ServiceRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Compares the declared routes with those of the systems that Busbar replaces, in {@code seed-routes.tsv}. Those that are not served yet
 * are in {@code seed-routes-missing.tsv}.
 */
@Tag("contract")
class SeedRoutesTest {
    private static final Path RESOURCES = Path.of("src", "test", "resources");
    private static final List<SeedRoute> SEED_ROUTES =
            rows("seed-routes.tsv").map(SeedRoute::of).toList();
    private static final List<Route> MISSING =
            rows("seed-routes-missing.tsv").map(row -> Route.of(row[0], row[1])).toList();
    private static final Map<Route, Access> DECLARED = declaredRoutes();

    /** A method and a path. The names of path parameters do not matter. */
    private record Route(String method, String path) {
        static Route of(String method, String path) {
            return new Route(method, path.replaceAll("\\{[^}]*}", "{}"));
        }

        @Override
        public String toString() {
            return method + "\t" + path;
        }
    }

    private record SeedRoute(Route route, String access) {
        static SeedRoute of(String[] row) {
            return new SeedRoute(Route.of(row[1], row[2]), row[3]);
        }

        boolean isAllowedBy(Access declared) {
            boolean adminsOnly =
                    declared instanceof Access.Roles roles && roles.roles().equals(Set.of(Role.ADMIN));
            return switch (access) {
                case "public" -> declared.allowsAnonymous();
                case "admin" -> adminsOnly;
                case "user", "owner or admin", "owner or shared", "team permission" ->
                    !declared.allowsAnonymous() && !adminsOnly;
                case "signed by the provider", "public when the file is public, else owner or shared" ->
                    declared.allowsAnonymous();
                default -> throw new IllegalArgumentException(access);
            };
        }
    }

    @Test
    void seedRoutes_notListedAsMissing_areDeclared() {
        assertThat(SEED_ROUTES.stream()
                        .map(SeedRoute::route)
                        .filter(not(MISSING::contains))
                        .filter(not(DECLARED::containsKey)))
                .as(
                        "routes of the seeds that are no longer declared; declare them again, the list of missing routes only gets shorter")
                .isEmpty();
    }

    @Test
    void missingRoutes_areSeedRoutesThatAreNotDeclared() {
        assertThat(MISSING.stream().filter(DECLARED::containsKey))
                .as("routes that are declared now; remove them from seed-routes-missing.tsv")
                .isEmpty();
        assertThat(MISSING)
                .doesNotHaveDuplicates()
                .isSubsetOf(SEED_ROUTES.stream().map(SeedRoute::route).toList());
    }

    @Test
    void declaredSeedRoutes_haveTheAccessRuleOfTheSeeds() {
        assertThat(SEED_ROUTES.stream().filter(SeedRoutesTest::hasAnotherAccessRule))
                .as("routes that are declared with another access rule than in seed-routes.tsv")
                .isEmpty();
    }

    private static boolean hasAnotherAccessRule(SeedRoute seed) {
        Access declared = DECLARED.get(seed.route());
        return declared != null && !seed.isAllowedBy(declared);
    }

    private static Map<Route, Access> declaredRoutes() {
        Map<Route, Access> routes = new HashMap<>(nodeRoutes());
        ServiceRegistry.contracts().stream()
                .flatMap(contract -> contract.routes().stream())
                .forEach(operation -> routesOf(operation).forEach(route -> routes.put(route, operation.access())));
        return routes;
    }

    private static Stream<Route> routesOf(Operation<?, ?> operation) {
        return Stream.concat(Stream.of(operation.path()), operation.aliases().stream())
                .flatMap(path -> Stream.of("/api" + path, "/api/v1" + path))
                .map(path -> Route.of(operation.method().name(), path));
    }

    /** Returns the routes that belong to no service, such as {@code /health}. The seeds have only public ones. */
    private static Map<Route, Access> nodeRoutes() {
        Map<Route, Access> routes = new HashMap<>();
        ObjectNode document = OpenApiDocument.of(List.of());
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().path("servers").forEach(server -> {
                    String base = server.path("url").asText().replaceFirst("/$", "");
                    if (path.getValue().path("get").path("security").isEmpty()) {
                        routes.put(Route.of("GET", base + path.getKey()), Access.anyone());
                    }
                }));
        return routes;
    }

    /** Returns the rows of a table without its heading. */
    private static Stream<String[]> rows(String file) {
        try {
            return Files.readAllLines(RESOURCES.resolve(file)).stream().skip(1).map(line -> line.split("\t", -1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
