#+ title-en: A responsibility makes the body responsible for the task
#+ title-sv: Ett ansvar gör organet ansvarigt för uppgiften
#+ note-en: only where the claim holds today
#+ note-sv: bara där påståendet gäller i dag

PREFIX sg: <https://w3id.org/stratgraph/ontology#>

INSERT {
  GRAPH ?locator { ?body sg:responsibleFor ?task }
}
WHERE {
  GRAPH ?locator {
    ?node a sg:Responsibility ;
      sg:body ?body ;
      sg:task ?task .
    FILTER NOT EXISTS {
      ?node sg:status ?status .
      FILTER(?status != sg:Existing)
    }
  }
}
