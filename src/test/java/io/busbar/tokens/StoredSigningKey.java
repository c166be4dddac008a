package io.busbar.tokens;

import io.busbar.data.DatabaseAddress;
import io.busbar.data.DeploymentSecrets;
import io.busbar.data.SecretBox;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;

/** A signing key that the databases of the tests start with. Creating one takes a second, which a node would spend in each of them. */
public final class StoredSigningKey {
    private StoredSigningKey() {}

    /** Stores a new key, as a first node does. */
    public static void insert(DatabaseAddress database, String secret) throws SQLException {
        String kid = UUID.randomUUID().toString();
        JsonObject key = SigningKey.generate(kid);
        SecretBox secretBox = new SecretBox(DeploymentSecrets.of(secret), KeyRing.SEALING_PURPOSE);
        try (Connection connection = database.dataSource().getConnection();
                PreparedStatement insert = connection.prepareStatement("""
                        insert into tokens.signing_key (kid, public_key, sealed_private, signs_from)
                        values (?, ?::jsonb, ?, now())""")) {
            insert.setString(1, kid);
            insert.setString(2, SigningKey.publicHalf(key).encode());
            insert.setBytes(3, secretBox.seal(key.toBuffer().getBytes(), kid));
            insert.executeUpdate();
        }
    }
}
