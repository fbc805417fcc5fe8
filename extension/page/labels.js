// Words on the buttons and labels of sites, in the languages that their interfaces have. Only for what has no stable name or shape:
// everything else is recognised by structure. Injected; its functions are under `threadsheet.labels`.
(globalThis.threadsheet ??= {}).labels = (() => {
  const list = (words) => words.split("|");
  const WORDS = {
    // Opens the rest of a text or of a thread.
    more: list(
      "show more|read more|see more|view more|load more|more|show replies|show more replies|view replies|more replies|continue thread|continue reading|read more replies|mehr anzeigen|mehr lesen|mehr ansehen|mehr|weiterlesen|antworten anzeigen|mehr antworten anzeigen|weitere antworten anzeigen|weitere antworten|thread fortsetzen|mehr antworten lesen|mostrar más|ver más|leer más|más|mostrar respuestas|ver respuestas|mostrar más respuestas|leer más respuestas|afficher plus|voir plus|lire la suite|lire plus|plus|afficher les réponses|voir les réponses|afficher plus de réponses|lire plus de réponses|mostrar mais|ver mais|ler mais|mais|mostrar respostas|ver respostas|mostrar mais respostas|ler mais respostas|mostra altro|mostra di più|leggi di più|leggi tutto|altro|vedi altro|mostra risposte|mostra le risposte|mostra altre risposte|leggi altre risposte|meer tonen|meer weergeven|meer lezen|lees meer|meer|antwoorden tonen|antwoorden weergeven|reacties tonen|meer antwoorden tonen|meer reacties lezen|pokaż więcej|czytaj więcej|więcej|pokaż odpowiedzi|pokaż więcej odpowiedzi|czytaj więcej odpowiedzi|показать ещё|показать еще|показать больше|читать далее|ещё|еще|показать ответы|показать больше ответов|さらに表示|もっと見る|続きを読む|もっと読む|返信を表示|返信をさらに表示|さらに返信を表示|显示更多|查看更多|阅读更多|展开|更多|显示回复|显示更多回复|更多回复|顯示更多|查看更多回覆|더 보기|더보기|더 읽기|답글 보기|답글 더 보기|daha fazla göster|daha fazlası|devamını oku|devamını gör|yanıtları göster|daha fazla yanıt göster|عرض المزيد|إظهار المزيد|اقرأ المزيد|المزيد|عرض الردود|إظهار الردود|عرض المزيد من الردود|visa mer|läs mer|mer|visa svar|visa fler svar",
    ),
    // Uncovers what a warning covers.
    show: list(
      "show|view|reveal|show anyway|view anyway|show post|view post|show content|view content|see post|see photo|see video|see anyway|click to show|anzeigen|ansehen|trotzdem anzeigen|trotzdem ansehen|beitrag anzeigen|inhalt anzeigen|post anzeigen|zum anzeigen klicken|mostrar|ver|mostrar de todos modos|mostrar de todas formas|ver de todos modos|mostrar publicación|ver publicación|mostrar post|afficher|voir|afficher quand même|voir quand même|afficher le post|voir le post|voir la publication|montrer|mostrar mesmo assim|ver mesmo assim|exibir|exibir mesmo assim|mostrar publicação|ver publicação|mostra|visualizza|mostra comunque|visualizza comunque|mostra post|visualizza post|mostra contenuto|tonen|weergeven|bekijken|toch tonen|toch weergeven|toch bekijken|bericht tonen|pokaż|wyświetl|zobacz|pokaż mimo to|wyświetl mimo to|pokaż wpis|pokaż post|показать|посмотреть|просмотреть|всё равно показать|все равно показать|показать пост|показать публикацию|表示|表示する|見る|それでも表示|投稿を表示|閲覧する|显示|查看|仍要显示|仍然显示|仍要查看|显示内容|显示帖子|顯示|檢視|仍要顯示|보기|표시|표시하기|그래도 보기|무시하고 보기|게시물 보기|göster|görüntüle|gör|yine de göster|gönderiyi göster|عرض|إظهار|مشاهدة|عرض على أي حال|إظهار على أي حال|عرض المنشور|visa|visa ändå",
    ),
    // Shows the author's words again in place of a machine translation.
    original: list(
      "show original|see original|view original|show original post|original anzeigen|original ansehen|originaltext anzeigen|mostrar original|ver original|mostrar el original|ver el original|afficher l'original|voir l'original|afficher l’original|voir l’original|ver o original|mostrar o original|mostra originale|mostra l'originale|mostra l’originale|vedi originale|visualizza originale|origineel tonen|origineel weergeven|toon origineel|pokaż oryginał|zobacz oryginał|показать оригинал|оригинал|原文を表示|原文を見る|显示原文|查看原文|顯示原文|원문 보기|원본 보기|orijinali göster|orijinalini göster|orijinali gör|عرض الأصل|إظهار الأصل|عرض النص الأصلي|عرض المنشور الأصلي|visa original",
    ),
    // Asks for a machine translation: never pressed, never part of a text.
    translate: list(
      "translate|translate post|see translation|show translation|view translation|rate this translation|übersetzen|post übersetzen|beitrag übersetzen|übersetzung anzeigen|übersetzung ansehen|traducir|traducir post|traducir publicación|ver traducción|mostrar traducción|traduire|traduire le post|voir la traduction|afficher la traduction|traduzir|traduzir post|ver tradução|mostrar tradução|traduci|traduci post|traduci il post|mostra traduzione|vedi traduzione|vertalen|post vertalen|bericht vertalen|vertaling weergeven|vertaling tonen|przetłumacz|przetłumacz wpis|pokaż tłumaczenie|zobacz tłumaczenie|перевести|перевести пост|показать перевод|翻訳|翻訳する|ポストを翻訳|投稿を翻訳|翻訳を表示|翻訳を見る|翻译|翻译帖子|显示翻译|查看翻译|翻譯|翻譯貼文|查看翻譯|번역|번역하기|게시물 번역하기|번역 보기|çevir|gönderiyi çevir|çeviriyi göster|çeviriyi gör|ترجمة|ترجمة المنشور|ترجم|عرض الترجمة|översätt",
    ),
    // Follows the author's name where the author answers.
    author: list("author|op|autor|autora|auteur|autrice|autore|auteure|автор|作者|投稿者|作成者|投稿主|작성자|yazar|الكاتب|المؤلف|الناشر|maker|författare"),
    // Stands where the author wrote no description.
    undescribed: list(
      "image|photo|picture|embedded video|video|gif|animated gif|bild|foto|eingebettetes video|imagen|vídeo|video insertado|vídeo integrado|vídeo incrustado|contenido multimedia incrustado|vidéo|vidéo intégrée|image intégrée|imagem|vídeo incorporado|immagine|video incorporato|video integrato|afbeelding|ingebedde video|ingesloten video|obraz|zdjęcie|grafika|osadzone wideo|osadzony film|wideo|изображение|картинка|фото|видео|встроенное видео|画像|写真|埋め込み動画|埋め込みビデオ|動画|图像|图片|圖片|圖像|照片|视频|影片|嵌入视频|嵌入式视频|内嵌视频|嵌入影片|이미지|사진|동영상|삽입된 동영상|내장 동영상|임베드된 동영상|görsel|resim|fotoğraf|yerleştirilmiş video|gömülü video|صورة|فيديو|فيديو مضمن|مقطع فيديو مضمن|inbäddad video",
    ),
  };
  const SETS = Object.fromEntries(Object.entries(WORDS).map(([kind, words]) => [kind, new Set(words)]));
  const TRANSLATED = /^(automatically |auto-)?translated\b|^(automatisch )?übersetzt\b|^traducido\b|^traduit\b|^tradu[zç]ido\b|^tradotto\b|^vertaald\b|^przetłumaczon|^переведено|からの翻訳|を翻訳|翻訳済み|^翻译自|翻译$|^翻譯自|에서 번역|번역됨|dilinden çevrildi|^مترجم|^تمت الترجمة|^översatt/i;
  const LOGIN = /^(log in|log on|login|sign in|sign up|create (an )?account|join now|anmelden|einloggen|registrieren|konto erstellen|iniciar sesión|inicia sesión|regístrate|registrarse|crear cuenta|se connecter|connexion|s['’]inscrire|créer un compte|entrar|iniciar sessão|inscreva-se|criar conta|accedi|iscriviti|crea un account|inloggen|aanmelden|registreren|account aanmaken|zaloguj|zarejestruj|utwórz konto|войти|зарегистрироваться|создать учетную запись|ログイン|新規登録|アカウントを作成|登录|注册|登入|註冊|로그인|가입|계정 만들기|giriş yap|oturum aç|kaydol|hesap oluştur|تسجيل الدخول|إنشاء حساب|logga in)(?![\p{L}])/iu;

  /** A label as it is looked up: small letters, without numbers, dots at the ends and doubled spaces. */
  const plain = (text) =>
    text.normalize("NFC").toLowerCase().replace(/[\d٠-٩\u200e\u200f]+|[…+·•.!:()]/g, " ").replace(/\s+/g, " ").trim();

  /** Whether a label is one of the words of that kind: more, show, original, translate, author, undescribed. */
  const is = (kind, text) => SETS[kind].has(plain(text ?? ""));

  /** What an author wrote about a picture; null for the site's own word for "no description". */
  const description = (text) => (!text?.trim() || is("undescribed", text) ? null : text.trim());

  return { is, description, isTranslated: (text) => TRANSLATED.test(text.trim()), isLogin: (text) => LOGIN.test(text.trim()) };
})();
