package io.busbar.bus.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Access;
import io.busbar.bus.Role;
import io.busbar.bus.runtime.OperationSet;
import io.busbar.bus.runtime.RuntimeOperation;
import io.busbar.bus.runtime.RuntimeResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The JSON of operation sets, which nodes of other versions read and have written. */
class StoredDeclarationTest {
    private static final String STORED = """
            {"operations":[{"action":"list","method":"GET","path":"/hosted","summary":"List","description":"",\
            "access":%s,\
            "request":{"type":"object"},"response":{"kind":"page","status":200,"schema":{"type":"object"}},"tier":"general",\
            "timeout":"PT5S","maxRequestBytes":65536,"maxResponseBytes":1048576,"idempotent":false}]}""";

    private static final Map<Access, String> ACCESS_RULES = Map.of(
            Access.anyone(), "{\"kind\":\"anyone\",\"noImpersonation\":false,\"shared\":false}",
            Access.publicShared(), "{\"kind\":\"anyone\",\"noImpersonation\":false,\"shared\":true}",
            Access.signedIn(), "{\"kind\":\"signedIn\",\"noImpersonation\":false,\"shared\":false}",
            Access.noImpersonation(), "{\"kind\":\"signedIn\",\"noImpersonation\":true,\"shared\":false}",
            Access.role(Role.ADMIN),
                    "{\"kind\":\"roles\",\"roles\":[\"admin\"],\"noImpersonation\":false,\"shared\":false}");

    @Test
    void writeAndRead_withEveryAccessRule_keepTheStoredForm() {
        ACCESS_RULES.forEach((access, json) -> {
            assertThat(StoredDeclaration.write(set(access))).isEqualTo(STORED.formatted(json));
            assertThat(StoredDeclaration.read("posts", "host", STORED.formatted(json)))
                    .isEqualTo(set(access));
        });
    }

    @Test
    void read_withFieldOfANewerVersion_ignoresIt() {
        String newer = STORED.formatted(ACCESS_RULES.get(Access.anyone())).replace("\"tier\"", "\"newer\":1,\"tier\"");

        assertThat(StoredDeclaration.read("posts", "host", newer)).isEqualTo(set(Access.anyone()));
    }

    @Test
    void read_withoutKnownAccessRule_fails() {
        for (String access : List.of("{\"kind\":\"friends\"}", "{}", "null", "{\"kind\":\"roles\"}")) {
            assertThatThrownBy(() -> StoredDeclaration.read("posts", "host", STORED.formatted(access)))
                    .as(access)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static OperationSet set(Access access) {
        ObjectNode object = JsonNodeFactory.instance.objectNode().put("type", "object");
        return new OperationSet(
                "posts",
                "host",
                List.of(RuntimeOperation.of(
                        "list", "GET", "/hosted", "List", access, object, RuntimeResponse.page(object))));
    }
}
