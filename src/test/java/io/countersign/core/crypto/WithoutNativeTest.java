package io.countersign.core.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.File;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WithoutNativeTest {
  /// Core's classes with Bouncy Castle and, if `withApi`, the native library's Java half only.
  private static URLClassLoader loader(boolean withApi) throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      String name = Path.of(entry).getFileName().toString();
      boolean api =
          withApi && (name.startsWith("secp256k1-kmp-jvm-") || name.startsWith("kotlin-stdlib-"));
      if (name.equals("classes") || name.startsWith("bcprov") || api) {
        URI uri = Path.of(entry).toUri();
        urls.add(uri.toURL());
      }
    }
    return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }

  @Test
  void best_withoutTheNativeJars_isBouncyCastle() throws Exception {
    for (boolean withApi : new boolean[] {false, true}) {
      try (URLClassLoader loader = loader(withApi)) {
        if (!withApi) {
          assertThrows(
              ClassNotFoundException.class, () -> loader.loadClass("fr.acinq.secp256k1.Secp256k1"));
        }
        Class<?> type = loader.loadClass(Secp256k1.class.getName());
        for (int time = 0; time < 2; time++) {
          Object best = type.getMethod("best").invoke(null);
          assertEquals("BouncyCastleSecp256k1", best.getClass().getSimpleName());
          assertEquals(type.getMethod("bouncyCastle").invoke(null), best);
          assertEquals(Optional.empty(), type.getMethod("nativeOne").invoke(null));
        }
      }
    }
  }
}
