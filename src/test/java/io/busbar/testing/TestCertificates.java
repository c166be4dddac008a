package io.busbar.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A private certificate authority and one certificate that it signed.
 *
 * @param ca          PEM file
 * @param certificate PEM file, for localhost unless other names are given
 * @param key         PEM file
 */
public record TestCertificates(Path ca, Path certificate, Path key) {
    private static final String PASSWORD = "of no importance";

    /** Creates both with the JDK's keytool. Takes about a second. */
    public static TestCertificates create(Path folder) {
        return create(folder, "dns:localhost,ip:127.0.0.1");
    }

    /** Creates both, the certificate for these alternative names. */
    public static TestCertificates create(Path folder, String alternativeNames) {
        try {
            Path store = folder.resolve("certificates.p12");
            keytool(store, "-genkeypair", "-alias", "ca", "-dname", "CN=Test CA", "-ext", "bc:c=ca:true");
            keytool(
                    store,
                    "-genkeypair",
                    "-alias",
                    "node",
                    "-dname",
                    "CN=localhost",
                    "-signer",
                    "ca",
                    "-ext",
                    "san=" + alternativeNames);
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store)) {
                keys.load(in, PASSWORD.toCharArray());
            }
            Key key = keys.getKey("node", PASSWORD.toCharArray());
            return new TestCertificates(
                    pem(
                            folder.resolve("ca.crt"),
                            "CERTIFICATE",
                            keys.getCertificate("ca").getEncoded()),
                    pem(
                            folder.resolve("node.crt"),
                            "CERTIFICATE",
                            keys.getCertificate("node").getEncoded()),
                    pem(folder.resolve("node.key"), "PRIVATE KEY", key.getEncoded()));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void keytool(Path store, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keyalg", "EC", "-validity", "2", "-storetype", "PKCS12"));
        command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }

    private static Path pem(Path file, String what, byte[] der) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return Files.writeString(file, "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
    }
}
