package io.countersign.http.api;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Bytes;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Route;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The document and the routes say the same.
@Timeout(60)
class DocumentTest {
  @TempDir Path folder;

  @Test
  void operations_ofTheDocument_areTheRoutes() {
    try (Served served = new Served(folder)) {
      Set<String> written = new TreeSet<>();
      for (Map.Entry<String, Object> path : Served.DOCUMENT.getJsonObject("paths")) {
        for (Map.Entry<String, Object> method : (JsonObject) path.getValue()) {
          written.add(
              method.getKey().toUpperCase(Locale.ROOT)
                  + " /v1"
                  + path.getKey().replaceAll("\\{([A-Za-z0-9]+)}", ":$1"));
        }
      }
      Set<String> routed = new TreeSet<>();
      for (Route r : requireNonNull(served.router).getRoutes()) {
        String path = String.valueOf(r.getPath());
        if (!path.startsWith("/v1/") || path.contains("/log/")) {
          // The log interface is a public format with a page of its own.
          continue;
        }
        r.methods().forEach(m -> routed.add(m.name() + " " + r.getPath()));
      }
      assertEquals(written, routed);
    }
  }

  @Test
  void document_isServedWithItsPage() {
    try (Served served = new Served(folder)) {
      var document = served.send("GET", "/v1/openapi.json", Bytes.EMPTY, Map.of());
      Served.checked("getDocument", 200, document);
      assertEquals("3.1.0", new JsonObject(Served.text(document)).getString("openapi"));
      String tag = document.headers().firstValue("etag").orElseThrow();
      var again = served.send("GET", "/v1/openapi.json", Bytes.EMPTY, Map.of("If-None-Match", tag));
      assertEquals(304, again.statusCode());
      var page = served.send("GET", "/v1/docs", Bytes.EMPTY, Map.of());
      Served.checked("getDocs", 200, page);
      String html = Served.text(page);
      assertFalse(html.contains("<script"));
      assertFalse(html.contains("http://"));
      for (Map.Entry<String, Object> path : Served.DOCUMENT.getJsonObject("paths")) {
        assertTrue(html.contains("/v1" + path.getKey()), path.getKey());
      }
      assertTrue(html.contains("试核准入"));
      var node = served.send("GET", "/v1/node", Bytes.EMPTY, Map.of());
      Served.checked("getNode", 200, node);
    }
  }

  @Test
  void operations_eachHaveWordsInBothLanguages() {
    for (Map.Entry<String, Object> path : Served.DOCUMENT.getJsonObject("paths")) {
      for (Map.Entry<String, Object> method : (JsonObject) path.getValue()) {
        JsonObject o = (JsonObject) method.getValue();
        assertFalse(o.getString("summary", "").isBlank(), path.getKey());
        assertFalse(o.getString("x-summary-zh", "").isBlank(), path.getKey());
        assertEquals(
            o.containsKey("description"), o.containsKey("x-description-zh"), path.getKey());
      }
    }
  }
}
