package io.countersign.http.api;

import io.countersign.core.base.Bytes;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/// The OpenAPI document as a page to read: one file, no script, nothing from elsewhere.
final class DocsPage {
  private static final String STYLE =
      "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;"
          + "color:#222}h2{margin-top:2.5rem;border-bottom:1px solid #ccc}h3{margin:1.5rem 0 .3rem}"
          + "code{background:#f3f3f3;padding:0 .25em;border-radius:3px}table{border-collapse:"
          + "collapse;margin:.5rem 0}td,th{border:1px solid #ddd;padding:.2rem .5rem;text-align:"
          + "left;vertical-align:top}.zh{color:#555}";

  private final StringBuilder out = new StringBuilder(1 << 17);

  private DocsPage() {}

  static Bytes of(Bytes document) {
    DocsPage page = new DocsPage();
    page.write(new JsonObject(document.toUtf8()));
    return Bytes.utf8(page.out.toString());
  }

  private void write(JsonObject doc) {
    JsonObject info = doc.getJsonObject("info");
    out.append("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>");
    text(info.getString("title"));
    out.append("</title><style>").append(STYLE).append("</style><h1>");
    text(info.getString("title"));
    out.append(" · ");
    text(info.getString("x-title-zh"));
    out.append("</h1><p>");
    text(info.getString("description"));
    out.append("</p><p class=\"zh\" lang=\"zh\">");
    text(info.getString("x-description-zh"));
    out.append("</p>");
    for (Object t : doc.getJsonArray("tags")) {
      JsonObject tag = (JsonObject) t;
      out.append("<h2 id=\"");
      text(tag.getString("name"));
      out.append("\">");
      text(tag.getString("description"));
      out.append(" · <span lang=\"zh\">");
      text(tag.getString("x-description-zh"));
      out.append("</span></h2>");
      operations(doc, tag.getString("name"));
    }
    out.append("<h2 id=\"schemas\">Forms · <span lang=\"zh\">数据格式</span></h2>");
    for (Map.Entry<String, Object> e : doc.getJsonObject("components").getJsonObject("schemas")) {
      schema(e.getKey(), (JsonObject) e.getValue());
    }
    out.append("</html>\n");
  }

  private void operations(JsonObject doc, String tag) {
    for (Map.Entry<String, Object> path : doc.getJsonObject("paths")) {
      for (Map.Entry<String, Object> method : (JsonObject) path.getValue()) {
        JsonObject operation = (JsonObject) method.getValue();
        if (operation.getJsonArray("tags").contains(tag)) {
          operation(doc, method.getKey(), path.getKey(), operation);
        }
      }
    }
  }

  private void operation(JsonObject doc, String method, String path, JsonObject o) {
    out.append("<h3 id=\"");
    text(o.getString("operationId"));
    out.append("\"><code>")
        .append(method.toUpperCase(java.util.Locale.ROOT))
        .append(' ')
        .append(Api.BASE);
    text(path);
    out.append("</code></h3><p>");
    text(o.getString("summary"));
    out.append(". ");
    text(o.getString("description", ""));
    out.append("<br><span class=\"zh\" lang=\"zh\">");
    text(o.getString("x-summary-zh"));
    out.append("。");
    text(o.getString("x-description-zh", ""));
    out.append("</span></p>");
    JsonArray parameters = o.getJsonArray("parameters", new JsonArray());
    if (!parameters.isEmpty()) {
      out.append("<table><tr><th>parameter 参数<th>in 位置<th>");
      for (Object p : parameters) {
        JsonObject parameter = resolved(doc, (JsonObject) p);
        row(
            parameter.getString("name"),
            parameter.getString("in"),
            parameter.getString("description", ""));
      }
      out.append("</table>");
    }
    JsonObject body = o.getJsonObject("requestBody");
    if (body != null) {
      out.append("<p>Body 请求体: ");
      content(body);
      out.append("</p>");
    }
    out.append("<table><tr><th>answer 回答<th>body 内容<th>");
    for (Map.Entry<String, Object> r : o.getJsonObject("responses")) {
      JsonObject response = resolved(doc, (JsonObject) r.getValue());
      out.append("<tr><td>");
      text(r.getKey());
      out.append("<td>");
      content(response);
      out.append("<td>");
      text(response.getString("description", ""));
    }
    out.append("</table>");
  }

  private void content(JsonObject holder) {
    for (Map.Entry<String, Object> c : holder.getJsonObject("content", new JsonObject())) {
      out.append("<code>");
      text(c.getKey());
      out.append("</code> ");
      type(((JsonObject) c.getValue()).getJsonObject("schema"));
    }
  }

  private void schema(String name, JsonObject schema) {
    out.append("<h3 id=\"schema-");
    text(name);
    out.append("\">");
    text(name);
    out.append("</h3><p>");
    text(schema.getString("description", ""));
    out.append("</p>");
    JsonObject properties = schema.getJsonObject("properties");
    if (properties == null) {
      return;
    }
    JsonArray required = schema.getJsonArray("required", new JsonArray());
    out.append("<table><tr><th>member 成员<th>type 类型<th>");
    for (Map.Entry<String, Object> p : properties) {
      JsonObject property = (JsonObject) p.getValue();
      out.append("<tr><td><code>");
      text(p.getKey());
      out.append(required.contains(p.getKey()) ? "</code><td>" : "</code>?<td>");
      type(property);
      out.append("<td>");
      text(property.getString("description", ""));
    }
    out.append("</table>");
  }

  private void type(JsonObject schema) {
    String ref = schema.getString("$ref");
    if (ref != null) {
      String name = ref.substring(ref.lastIndexOf('/') + 1);
      out.append("<a href=\"#schema-").append(name).append("\">").append(name).append("</a>");
    } else if ("array".equals(schema.getValue("type"))) {
      out.append("[ ");
      type(schema.getJsonObject("items"));
      out.append(" ]");
    } else if (schema.getJsonArray("enum") != null) {
      text(String.join(" | ", schema.getJsonArray("enum").stream().map(String::valueOf).toList()));
    } else {
      text(String.valueOf(schema.getValue("type", "")));
    }
  }

  private static JsonObject resolved(JsonObject doc, JsonObject value) {
    String ref = value.getString("$ref");
    if (ref == null) {
      return value;
    }
    JsonObject at = doc;
    for (String part : ref.substring(2).split("/", -1)) {
      at = at.getJsonObject(part);
    }
    return at;
  }

  private void row(String... cells) {
    out.append("<tr>");
    for (String cell : cells) {
      out.append("<td>");
      text(cell);
    }
  }

  private void text(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '&' -> out.append("&amp;");
        case '"' -> out.append("&quot;");
        default -> out.append(c);
      }
    }
  }
}
