#+ title-en: A participation makes the participant active in it
#+ title-sv: Ett deltagande gör deltagaren aktiv i det
#+ note-en: only where the claim holds today
#+ note-sv: bara där påståendet gäller i dag

PREFIX sg: <https://w3id.org/stratgraph/ontology#>

INSERT {
  GRAPH ?locator { ?participant sg:activeIn ?activity }
}
WHERE {
  GRAPH ?locator {
    ?node a sg:Participation ;
      sg:participant ?participant ;
      sg:in ?activity .
    FILTER NOT EXISTS {
      ?node sg:status ?status .
      FILTER(?status != sg:Existing)
    }
  }
}
