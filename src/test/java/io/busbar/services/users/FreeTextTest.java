package io.busbar.services.users;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.TestUsers;
import io.busbar.testing.TestUsers.TestUser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Control characters and line breaks in free text. */
class FreeTextTest extends UsersTestBase {
    @ParameterizedTest
    @ValueSource(strings = {"\\t", "\\n", "\\u0007", "\\u0085", "\\u2028", "\\u2029"})
    void updateProfile_withControlCharacterInSingleLineField_returnsValidationError(String character) {
        TestUser maria = TestUsers.createWithoutPassword(node, UserRole.PROFESSIONAL);

        ApiResponse apiResponse = maria.api().put("/api/user", """
                {"fullName":"Maria%1$sS","skills":["Pipes","Boi%1$slers"],"address":{"city":"Ber%1$slin"}}""".formatted(character));

        assertThat(apiResponse.status()).isEqualTo(400);
        String reason = " must not contain line breaks or other control characters";
        assertThat(apiResponse.errors())
                .containsExactlyInAnyOrder("/fullName" + reason, "/skills/1" + reason, "/address/city" + reason);
        assertThat(node.api()
                        .post(
                                "/api/auth/register",
                                "{\"email\":\"tab@example.com\",\"password\":\"correct horse battery\",\"fullName\":\"Maria%sS\"}"
                                        .formatted(character))
                        .errors())
                .containsExactly("/fullName" + reason);
        assertThat(node.count("users.account")).isEqualTo(1);
    }

    @Test
    void updateProfile_withLineBreaksInBio_normalizesThem() {
        TestUser maria = TestUsers.createWithoutPassword(node, UserRole.CUSTOMER);

        assertThat(maria.api()
                        .put("/api/user", "{\"bio\":\"One\\r\\n\\tTwo\\u2028Three\"}")
                        .body()
                        .at("/user/bio")
                        .asText())
                .isEqualTo("One\n\tTwo\u2028Three");
        assertThat(maria.api().put("/api/user", "{\"bio\":\"Bell\\u0007\"}").errors())
                .containsExactly("/bio must not contain control characters");
    }
}
