#+ title-en: What is mentioned as an example is mentioned
#+ title-sv: Det som nämns som exempel nämns

PREFIX sg: <https://w3id.org/stratgraph/ontology#>

INSERT {
  GRAPH ?locator { ?subject sg:mentions ?object }
}
WHERE {
  GRAPH ?locator {
    ?subject sg:mentionsAsExample ?object .
  }
}
