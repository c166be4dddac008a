package io.busbar.services.permissions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.node.ServiceRegistry;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.ApiClient;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.BusbarNode;
import io.busbar.testing.TestNode;
import io.busbar.testing.TestUsers.TestUser;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@BusbarNode
class PermissionsApiTest {
    private final TestNode node;
    private ApiClient admin;
    private TestUser customer;
    private UUID job;

    PermissionsApiTest(TestNode node) {
        this.node = node;
    }

    @BeforeEach
    void createJob() {
        admin = node.api(UserRole.ADMIN);
        customer = node.person(UserRole.CUSTOMER);
        job = node.uuid(
                "insert into bus.job (type, owner, state, keep_for) values ('test.idle', '%s', '{}', '1 day') returning id"
                        .formatted(customer.id()));
    }

    @Test
    void list_asAdmin_returnsThePermissionOfEveryOperation() {
        ApiResponse response = admin.get("/api/permissions");

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.fields("operation"))
                .containsExactlyInAnyOrderElementsOf(ServiceRegistry.contracts().stream()
                        .flatMap(contract -> contract.routes().stream())
                        .map(operation -> operation.name())
                        .toList());
        assertThat(response.fields("permission")).isSorted();
        JsonNode update = entry(response, "reviews.update");
        assertThat(update.path("permission").asText()).isEqualTo("reviews.update");
        assertThat(update.path("resourceType").asText()).isEqualTo("reviews.review");
        assertThat(update.path("roles")).extracting(JsonNode::asText).containsExactly("admin");
        assertThat(update.path("sources")).extracting(JsonNode::asText).containsExactly("owner", "role");
        assertThat(entry(response, "jobs.get").path("roles")).isEmpty();
        JsonNode list = entry(response, "reviews.list");
        assertThat(list.path("publicAccess").asBoolean()).isTrue();
        assertThat(list.has("resourceType")).isFalse();
        assertThat(list.path("sources")).isEmpty();
    }

    @Test
    void explain_ofPermissionOnObject_namesWhatGrantsIt() {
        ApiResponse ofOwner = explain(customer.id(), "jobs.get", job);
        ApiResponse ofOther = explain(node.person(UserRole.ADMIN).id(), "jobs.get", job);

        assertThat(ofOwner.status()).as("%s", ofOwner.body()).isEqualTo(200);
        assertThat(ofOwner.body().path("allowed").asBoolean()).isTrue();
        assertThat(ofOwner.body().path("reason").asText()).isEqualTo("owns the job");
        assertThat(ofOwner.body().at("/findings/0/source").asText()).isEqualTo("owner");
        assertThat(ofOwner.body().at("/findings/0/effect").asText()).isEqualTo("grants");
        assertThat(ofOther.body().path("allowed").asBoolean()).isFalse();
        assertThat(ofOther.body().path("reason").asText()).isEqualTo("has no grant of jobs.get on the job");
        assertThat(ofOther.body().path("findings")).isEmpty();
        assertThat(node.api(customer.id(), UserRole.CUSTOMER)
                        .get("/api/jobs/" + job)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void explain_ofPermissionWithoutObject_namesTheRole() {
        String path = "/api/permissions/explanation?permission=jobs.listAll&user=";

        ApiResponse ofCustomer = admin.get(path + customer.id());
        ApiResponse ofAdmin = admin.get(path + node.person(UserRole.ADMIN).id());

        assertThat(ofCustomer.body().path("allowed").asBoolean()).isFalse();
        assertThat(ofCustomer.body().path("reason").asText())
                .isEqualTo("has the role customer, which does not grant this");
        assertThat(ofAdmin.body().path("allowed").asBoolean()).isTrue();
        assertThat(ofAdmin.body().path("reason").asText()).isEqualTo("has the role admin");
    }

    @Test
    void explain_ofUnknownUserPermissionOrObject_namesWhatIsUnknown() {
        assertThat(explain(UUID.randomUUID(), "jobs.get", job)
                        .body()
                        .path("message")
                        .asText())
                .isEqualTo("There is no such user");
        assertThat(explain(customer.id(), "jobs.get", UUID.randomUUID())
                        .body()
                        .path("message")
                        .asText())
                .isEqualTo("There is no such job");
        assertThat(explain(customer.id(), "jobs.steal", job).errors())
                .containsExactly("/permission is not a permission");
        assertThat(explain(customer.id(), "users.getAccount", job).errors())
                .as("a permission of services only")
                .containsExactly("/permission is not a permission");
        assertThat(explain(customer.id(), "jobs.listAll", job).errors())
                .containsExactly("/resource must be absent because the permission concerns no object");
        assertThat(admin.get("/api/permissions/explanation?permission=jobs.get&user=" + customer.id())
                        .errors())
                .containsExactly("/resource is required because the permission concerns objects");
        assertThat(admin.get("/api/permissions/explanation?user=x&permission=").errors())
                .hasSize(2)
                .allSatisfy(error -> assertThat(error).matches("/(user|permission) .*"));
    }

    @Test
    void permissions_asOthers_areForbidden() {
        String explanation = "/api/permissions/explanation?permission=jobs.get&user=" + customer.id();
        for (UserRole role : List.of(UserRole.CUSTOMER, UserRole.PROFESSIONAL)) {
            assertThat(node.api(role).get("/api/permissions").status()).isEqualTo(403);
            assertThat(node.api(role).get(explanation).status()).isEqualTo(403);
        }
        assertThat(node.api().get("/api/permissions").status()).isEqualTo(401);
    }

    private ApiResponse explain(UUID user, String permission, UUID resource) {
        return admin.get(
                "/api/permissions/explanation?user=%s&permission=%s&resource=%s".formatted(user, permission, resource));
    }

    private static JsonNode entry(ApiResponse response, String operation) {
        return StreamSupport.stream(response.body().spliterator(), false)
                .filter(entry -> entry.path("operation").asText().equals(operation))
                .findFirst()
                .orElseThrow();
    }
}
